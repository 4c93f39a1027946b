// This page in the frame of a loader file: it says that it is here, and takes the custom CSS that OBS gives to the file.

/** Only pages that the security policy allows can be our parent. */
export function greetLoader(): void {
  if (parent === window) return;
  const style = document.createElement("style");
  addEventListener("message", ({ source, data }: MessageEvent<unknown>) => {
    if (source !== parent || typeof data !== "object" || data === null || !("css" in data)) return;
    if (!style.isConnected) document.head.append(style);
    style.textContent = String(data.css);
  });
  parent.postMessage("streamgauge", "*");
}
