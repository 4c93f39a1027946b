// The only file that knows by which way the app is reached: the window's own bridge.
import { Channel, invoke, isTauri } from "@tauri-apps/api/core";
import type { Ask, Fault, Frame, Wish } from "./wire";

/** Whether this page stands in the app's window. Elsewhere nothing answers. */
export const inWindow = isTauri();

export const transport = {
  /** Rejects with a Fault. */
  ask: (ask: Ask): Promise<unknown> => invoke("ask", { ask }),
  /** Resolves when the feed has been opened; frames come for as long as the page lives. */
  watch: async (onFrames: (frames: Frame[]) => void): Promise<void> => {
    const frames = new Channel<Frame[]>();
    frames.onmessage = onFrames;
    await invoke("watch", { frames });
  },
  /** What only the desktop can do. Rejects with a Fault. */
  wish: (wish: Wish): Promise<unknown> => invoke("wish", { wish }),
  /** Writes a file into the downloads folder and tells its path. An existing file is never overwritten. */
  saveFile: async (name: string, content: Blob): Promise<string> => {
    const text = content.type.startsWith("text/") || content.type === "application/json";
    return invoke("wish", { wish: { wish: "save_file", name, content: text ? await content.text() : Array.from(new Uint8Array(await content.arrayBuffer())) } });
  },
  loadPreferences: (): Promise<Record<string, unknown>> => invoke("wish", { wish: { wish: "preferences" } }),
  savePreference: (key: string, value: unknown): Promise<void> => invoke("wish", { wish: { wish: "prefer", key, value } }),
};

/** A Fault, or what came from the way instead of the app. */
export type Failure = Fault | { code: "unreachable"; message: string };

export const faultOf = (thrown: unknown): Failure => {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown) return thrown as Fault;
  return { code: "unreachable", message: thrown instanceof Error ? thrown.message : String(thrown) };
};
