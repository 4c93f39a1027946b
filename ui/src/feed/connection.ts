// One WebSocket to `/ws/live` that never gives up, for the overlays.
//
// It notices a close, or an app that hangs (heartbeat.ts), waits, and dials again, naming the last frame it has: what was missed
// comes then, or a snapshot when the app does not have it any more.
import type { Frame } from "../api/wire";
import { type Heartbeat, heartbeat } from "./heartbeat";

const FIRST_WAIT = 2_000;
const GROWTH = 1.5;
const LONGEST_WAIT = 30_000;
const JITTER = 0.1;
/** A socket that has brought nothing of ours by then is dropped: the app may hang, with its port still open. */
const PATIENCE = 15_000;
/** The token was revoked: PROTOCOLS 1 says 4001, this app says 4503. */
const REVOKED = 4001;
const POLICY = 1008;

/** How the line to the app is. */
export type LineState =
  /** No frame so far. */
  | { state: "connecting" }
  | { state: "live" }
  /** It was live until `since` (ms UTC) and is being dialled again. */
  | { state: "away"; since: number }
  /** The app does not want this page: no more tries, except when the page is shown again. */
  | { state: "refused"; code: number; why: string };

export type LineOptions = {
  /** `ws://host/ws/live`; by default that of the page's own host. */
  url?: string;
  /** The server's channels, for example `["stats"]`. */
  channels: string[];
  /** The WebSocket's subprotocols: how a page carries its token. */
  protocols?: string[];
  /** ms between two tries at most; for a page on the app's own computer a try costs nothing. */
  longestWait?: number;
  /** Asked after a try that did not open, since a browser does not tell why. `null`: not refused. */
  whyRefused?: () => Promise<{ code: number; why: string } | null>;
  onFrame: (frame: Frame) => void;
  /** What is neither a frame nor seed 003's: an answer to what was told. */
  onOther?: (message: object) => void;
  /** Something came and went while the line was away: a snapshot follows in its place. */
  onMissed?: () => void;
  /** Called at each change of state, and at once with the first. */
  onState: (state: LineState) => void;
};

/** An open line. */
export type Line = {
  /** Says something to the app; false when it is not there just now. */
  tell: (message: object) => boolean;
  /** Ends the line for good. */
  close: () => void;
};

/** Opens the line. */
export function openLine(options: LineOptions): Line {
  const url = options.url ?? pageUrl();
  const longest = options.longestWait ?? LONGEST_WAIT;
  /** A worker has none. */
  const page = typeof document === "undefined" ? null : document;
  let now: LineState = { state: "connecting" };
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_WAIT;
  /** The newest frame that was handed on. */
  let place: { epoch: string; seq: number } | null = null;
  let beat: Heartbeat | undefined;
  let opened = false;
  let stopped = false;

  function become(next: LineState): void {
    if (next.state === now.state) return;
    now = next;
    options.onState(now);
  }

  function later(action: () => void, delay: number): void {
    clearTimeout(timer);
    timer = setTimeout(action, delay);
  }

  function dial(): void {
    const mine = new WebSocket(url, options.protocols ?? []);
    socket = mine;
    opened = false;
    later(() => lose(mine), PATIENCE);
    mine.onopen = () => {
      if (mine !== socket) return;
      opened = true;
      beat = heartbeat(() => mine.send(JSON.stringify({ type: "ping" })), () => lose(mine));
      mine.send(JSON.stringify({ type: "subscribe", channels: options.channels, ...(place && { since: place.seq, epoch: place.epoch }) }));
    };
    mine.onmessage = (message) => {
      if (mine !== socket) return;
      beat?.heard();
      const frame = parse(message.data);
      if (frame === null) return startOver(mine);
      if (isFrame(frame)) {
        if (!isNext(frame)) return startOver(mine);
        options.onFrame(frame);
      }
      if (!isFrame(frame) && frame.resumed === false) options.onMissed?.();
      if (frame.type === "snapshot" || isResumed(frame)) arrived();
      if (!isFrame(frame) && frame.type !== "status") options.onOther?.(frame);
    };
    mine.onclose = (event) => {
      if (mine === socket) closed(event.code, event.reason);
    };
  }

  /** Notes the place of a frame. Within one epoch numbers only rise; a delta without a place to follow is of no use. */
  function isNext(frame: Frame): boolean {
    if (frame.type === "snapshot") place = { epoch: frame.epoch, seq: frame.seq };
    else if (place === null || frame.seq <= place.seq) return false;
    else place.seq = frame.seq;
    return true;
  }

  /** What the app sends does not follow what is here: only a snapshot helps. */
  function startOver(mine: WebSocket): void {
    place = null;
    lose(mine);
  }

  function arrived(): void {
    clearTimeout(timer);
    wait = FIRST_WAIT;
    become({ state: "live" });
  }

  /** Leaves a socket that is of no use any more, without waiting for its close. */
  function lose(mine: WebSocket): void {
    mine.close();
    closed(1006, "");
  }

  function closed(code: number, reason: string): void {
    socket = null;
    clearTimeout(timer);
    beat?.stop();
    if (code === POLICY || code === REVOKED || (code >= 4500 && code <= 4999)) {
      become({ state: "refused", code, why: reason });
      return;
    }
    if (!opened) void askWhy();
    // Only what was live can be away: a failed try changes nothing, neither the first nor one after a loss or a refusal.
    if (now.state === "live") become({ state: "away", since: Date.now() });
    later(dial, jittered(wait, longest));
    wait = Math.min(wait * GROWTH, longest);
  }

  async function askWhy(): Promise<void> {
    const refusal = await options.whyRefused?.();
    if (!refusal || stopped || opened) return;
    clearTimeout(timer);
    const failed = socket;
    socket = null;
    failed?.close();
    become({ state: "refused", ...refusal });
  }

  function shown(): void {
    if (page?.visibilityState !== "visible" || socket !== null) return;
    wait = FIRST_WAIT;
    dial();
  }

  options.onState(now);
  page?.addEventListener("visibilitychange", shown);
  dial();
  return {
    tell(message) {
      if (now.state !== "live" || socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(message));
      return true;
    },
    close() {
      stopped = true;
      beat?.stop();
      page?.removeEventListener("visibilitychange", shown);
      clearTimeout(timer);
      const last = socket;
      socket = null;
      last?.close();
    },
  };
}

function pageUrl(): string {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/live`;
}

function jittered(wait: number, longest: number): number {
  return Math.min(wait * (1 - JITTER + 2 * JITTER * Math.random()), longest);
}

type Message = { type?: unknown; event_type?: unknown; resumed?: unknown };

/** `null` for what is no JSON object: then the place in the stream is lost. */
function parse(data: unknown): Message | null {
  if (typeof data !== "string") return null;
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null ? value : null;
  } catch {
    return null;
  }
}

/** The app goes on after the frame that was named: no snapshot comes, possibly nothing at all for a while. */
function isResumed(message: Message): boolean {
  return message.type === "status" && message.event_type === "subscription_confirmed" && message.resumed === true;
}

function isFrame(message: Message): message is Frame {
  return message.type === "snapshot" || message.type === "delta";
}
