// The same app in a browser: frames by WebSocket, asks by POST, preferences kept by the browser.
import { openLine } from "../feed/connection";
import type { Transport } from "./transport";

const KEY = "streamgauge.preferences";

const stored = (): Record<string, unknown> => {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Record<string, unknown>;
  } catch {
    return {};
  }
};

export const inBrowser: Transport = {
  ask: async (ask) => {
    const answer = await fetch("/api/ask", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(ask) });
    const body: unknown = await answer.json();
    if (!answer.ok) throw body;
    return body;
  },
  watch: (onFrames) => {
    openLine({ channels: ["stats", "events"], onFrame: (frame) => onFrames([frame]), onState: () => undefined });
    return Promise.resolve();
  },
  loadPreferences: () => Promise.resolve(stored()),
  savePreference: (key, value) => {
    localStorage.setItem(KEY, JSON.stringify({ ...stored(), [key]: value }));
    return Promise.resolve();
  },
};
