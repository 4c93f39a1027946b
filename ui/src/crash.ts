// A failure nobody caught must be seen, even when nothing could be mounted: so plain DOM, above everything.
import { words } from "./words";

let shown: HTMLElement | null = null;

const show = (reason: unknown): void => {
  const said = reason instanceof Error ? reason.message : String(reason);
  if (shown) return;
  shown = document.createElement("div");
  shown.className = "banner crash";
  shown.dataset.crash = said;
  shown.setAttribute("role", "alert");
  const text = document.createElement("span");
  text.className = "grow";
  text.textContent = words.crash.text(said);
  const reload = document.createElement("button");
  reload.className = "btn";
  reload.textContent = words.crash.reload;
  reload.addEventListener("click", () => location.reload());
  const close = document.createElement("button");
  close.className = "btn quiet";
  close.textContent = words.crash.close;
  close.addEventListener("click", () => {
    shown?.remove();
    shown = null;
  });
  shown.append(text, reload, close);
  document.body.prepend(shown);
};

/** ResizeObserver's loop notice is a browser's remark about pacing, not a failure. */
const harmless = (message: string): boolean => message.startsWith("ResizeObserver loop");

window.addEventListener("error", (event) => {
  if (!harmless(event.message)) show(event.error ?? event.message);
});
window.addEventListener("unhandledrejection", (event) => show(event.reason?.message ?? event.reason));
