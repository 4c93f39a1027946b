// The only file that knows by which way the app is reached: the window's own bridge, or from a browser by HTTP (browser.ts).
import { Channel, invoke, isTauri } from "@tauri-apps/api/core";
import type { LineState } from "../feed/connection";
import { browser } from "./browser";
import type { Ask, Fault, Frame, Wish } from "./wire";

/** Whether this page stands in the app's window. Elsewhere what only the desktop can do is not there. */
export const inWindow = isTauri();

export type Transport = {
  /** Whether the app may be asked: a browser must show an admin token first. */
  readonly entered: boolean;
  /** Rejects with a Fault when the app does not take the token. */
  enter: (token: string) => Promise<void>;
  /** Forgets the token; `why` is said where it is asked for again. */
  leave: (why?: string) => void;
  /** What `leave` left behind, once. */
  leftBecause: () => string;
  /** Rejects with a Fault. */
  ask: (ask: Ask) => Promise<unknown>;
  /** Frames come for as long as the page lives, and how the line to the app is, where it can break. */
  watch: (onFrames: (frames: Frame[]) => void, onLine: (line: LineState) => void) => Promise<void>;
  /** What only the desktop can do. Rejects with a Fault. */
  wish: (wish: Wish) => Promise<unknown>;
  /** Has the user keep a file and tells where it is; `null`: he would rather not. */
  saveFile: (name: string, content: Blob) => Promise<string | null>;
  loadPreferences: () => Promise<Record<string, unknown>>;
  savePreference: (key: string, value: unknown) => Promise<void>;
};

const bridge: Transport = {
  entered: true,
  enter: () => Promise.resolve(),
  leave: () => undefined,
  leftBecause: () => "",
  ask: (ask) => invoke("ask", { ask }),
  watch: async (onFrames) => {
    const frames = new Channel<Frame[]>();
    frames.onmessage = onFrames;
    await invoke("watch", { frames });
  },
  wish: (wish) => invoke("wish", { wish }),
  saveFile: async (name, content) => {
    const text = content.type.startsWith("text/") || content.type === "application/json";
    return invoke("wish", { wish: { wish: "save_file", name, content: text ? await content.text() : Array.from(new Uint8Array(await content.arrayBuffer())) } });
  },
  loadPreferences: () => invoke("wish", { wish: { wish: "preferences" } }),
  savePreference: (key, value) => invoke("wish", { wish: { wish: "prefer", key, value } }),
};

export const transport: Transport = inWindow ? bridge : browser();

/** A Fault, or what came from the way instead of the app. */
export type Failure = Fault | { code: "unreachable" | "elsewhere"; message: string };

export const faultOf = (thrown: unknown): Failure => {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown) return thrown as Fault;
  return { code: "unreachable", message: thrown instanceof Error ? thrown.message : String(thrown) };
};
