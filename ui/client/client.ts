// streamgauge-client.js, served at /client.js: the numbers of a Streamgauge on this computer, kept up to date in any page.
import type { Frame } from "../src/api/wire";
import { applyFrame, type LiveState } from "../src/feed/apply";
import { type LineState, openLine } from "../src/feed/connection";

export type { Frame, LiveState };

/** What may be subscribed to. Chat, and who did what, come only with a token. */
export type Channel = "stats" | "event" | "chat" | "gift" | "trigger" | "recording" | "session" | "goal" | "source";

/** How the line is, with words for people. */
export type Status = {
  /** `away`: it was live and comes again by itself. `refused`: it does not, except when the page is shown again. */
  state: LineState["state"];
  words: string;
};

export type Options = {
  /** What to hear of: numbers and events unless said. */
  channels?: Channel[];
  /** A read token: `sgr1_…`. An overlay of your own has it in its address. */
  token?: string;
  /** `http://127.0.0.1:7828`; where this file came from unless said. */
  url?: string;
  /** Called after each frame. `now` is the same object, changed in place, until a snapshot replaces it. */
  onChange?: (now: LiveState, frame: Frame) => void;
  /** Called at once and at each change. */
  onStatus?: (status: Status) => void;
};

export type Connection = {
  /** The numbers of now; `null` before the first snapshot. While away, the last ones. */
  readonly now: LiveState | null;
  readonly status: Status;
  /** Ends it for good. */
  close: () => void;
};

const WORDS = {
  connecting: "Connecting to Streamgauge …",
  live: "Live",
  away: "Streamgauge is away. Coming again by itself.",
  refused: "Streamgauge does not let this page in. Copy the address or the token again from its window.",
};

/** Connects, and never gives up unless refused. */
export function connect({ channels = ["stats", "event"], token = ownToken(), url = here(), onChange, onStatus }: Options = {}): Connection {
  let now: LiveState | null = null;
  let status: Status = { state: "connecting", words: WORDS.connecting };
  const line = openLine({
    url: `${url.replace(/^http/, "ws")}/ws/live`,
    // Whether a broadcast is on may hang on a source.
    channels: [...new Set(["source", ...channels])],
    ...(token !== undefined && { protocols: ["sg.v1", `sg.token.${token}`] }),
    whyRefused: () => whyRefused(url, token),
    onFrame(frame) {
      now = applyFrame(now, frame);
      if (now !== null) onChange?.(now, frame);
    },
    onState(state) {
      status = { state: state.state, words: (state.state === "refused" && state.why) || WORDS[state.state] };
      onStatus?.(status);
    },
  });
  return {
    get now() { return now; },
    get status() { return status; },
    close: line.close,
  };
}

/** A file on the disk came from nowhere: then it is the app's usual address. */
function here(): string {
  const { origin } = new URL(import.meta.url);
  return origin.startsWith("http") ? origin : "http://127.0.0.1:7828";
}

/** Of an own overlay: this file lies beside it, at /my/TOKEN/NAME/client.js. */
function ownToken(): string | undefined {
  return /\/my\/([^/]+)/.exec(import.meta.url)?.[1];
}

/** A browser tells nothing about a refused upgrade, so it is asked for. */
async function whyRefused(url: string, token?: string): Promise<{ code: number; why: string } | null> {
  try {
    const answer = await fetch(`${url}/api/whoami`, { cache: "no-store", ...(token !== undefined && { headers: { Authorization: `Bearer ${token}` } }) });
    if (answer.status !== 401 && answer.status !== 403) return null;
    return { code: answer.status, why: String((await answer.json()).message ?? "") };
  } catch {
    return null;
  }
}
