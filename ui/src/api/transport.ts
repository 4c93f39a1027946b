// The only file that knows by which way the app is reached: the window's own bridge, or HTTP and WebSocket in a browser.
import { Channel, invoke, isTauri } from "@tauri-apps/api/core";
import type { Ask, Fault, Frame } from "./wire";
import { inBrowser } from "./browser";

export type Transport = {
  /** Rejects with a Fault. */
  ask: (ask: Ask) => Promise<unknown>;
  /** Resolves when the feed has been opened; frames come for as long as the page lives. */
  watch: (onFrames: (frames: Frame[]) => void) => Promise<void>;
  loadPreferences: () => Promise<Record<string, unknown>>;
  savePreference: (key: string, value: unknown) => Promise<void>;
};

const inWindow: Transport = {
  ask: (ask) => invoke("ask", { ask }),
  watch: async (onFrames) => {
    const frames = new Channel<Frame[]>();
    frames.onmessage = onFrames;
    await invoke("watch", { frames });
  },
  loadPreferences: () => invoke("load_preferences"),
  savePreference: (key, value) => invoke("save_preference", { key, value }),
};

export const transport: Transport = isTauri() ? inWindow : inBrowser;

/** A Fault, or what came from the way instead of the app. */
export type Failure = Fault | { code: "unreachable"; message: string };

export const faultOf = (thrown: unknown): Failure => {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown) return thrown as Fault;
  return { code: "unreachable", message: thrown instanceof Error ? thrown.message : String(thrown) };
};
