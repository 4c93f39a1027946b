import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Frame } from "../api/wire";
import { type Line, type LineOptions, type LineState, openLine } from "./connection";

const SNAPSHOT = { type: "snapshot", seq: 41, epoch: "e1" };
const DELTA = { type: "delta", seq: 42, at: 1 };

class FakeSocket {
  static all: FakeSocket[] = [];
  static get last(): FakeSocket {
    return FakeSocket.all[FakeSocket.all.length - 1]!;
  }
  sent: unknown[] = [];
  shut = false;
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;

  constructor(readonly url: string, readonly protocols: string[] = []) {
    FakeSocket.all.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.shut = true;
  }
  /** The server's side. */
  open(): this {
    this.onopen?.();
    return this;
  }
  tell(message: unknown): this {
    this.onmessage?.({ data: typeof message === "string" ? message : JSON.stringify(message) });
    return this;
  }
  end(code = 1006, reason = ""): this {
    this.onclose?.({ code, reason });
    return this;
  }
}

const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
let states: LineState[];
let frames: Frame[];
let opened: Line;
let stop: () => void;

function line(set: Partial<LineOptions> = {}): void {
  opened = openLine({
    channels: ["stats"], onFrame: (frame) => frames.push(frame), onState: (state) => states.push(state), ...set,
  });
  stop = opened.close;
}
/** The wait before the next try, found by letting time pass. */
function waited(): number {
  const before = FakeSocket.all.length;
  const from = Date.now();
  vi.advanceTimersToNextTimer();
  expect(FakeSocket.all.length).toBe(before + 1);
  return Date.now() - from;
}
function show(how: "visible" | "hidden"): void {
  page.visibilityState = how;
  page.dispatchEvent(new Event("visibilitychange"));
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("document", page);
  vi.stubGlobal("location", { protocol: "http:", host: "127.0.0.1:7828" });
  page.visibilityState = "visible";
  [FakeSocket.all, states, frames] = [[], [], []];
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("asking", () => {
  it("subscribes at the page's own host and is live with the snapshot", () => {
    line();
    expect(FakeSocket.last.url).toBe("ws://127.0.0.1:7828/ws/live");
    expect(FakeSocket.last.protocols).toEqual([]);
    FakeSocket.last.open();
    expect(FakeSocket.last.sent).toEqual([{ type: "subscribe", channels: ["stats"] }]);
    expect(states).toEqual([{ state: "connecting" }]);
    FakeSocket.last.tell(SNAPSHOT).tell(DELTA);
    expect(frames).toEqual([SNAPSHOT, DELTA]);
    expect(states).toEqual([{ state: "connecting" }, { state: "live" }]);
  });

  it("says what it is told to while it is live, and hands on what is no frame", () => {
    const others: object[] = [];
    let missed = 0;
    line({ onOther: (message) => others.push(message), onMissed: () => missed++ });
    FakeSocket.last.open();
    expect(opened.tell({ type: "board" })).toBe(false);
    FakeSocket.last.tell(SNAPSHOT).tell({ type: "board", rows: [] }).tell({ type: "status", event_type: "pong" });
    expect(opened.tell({ type: "board" })).toBe(true);
    expect([FakeSocket.last.sent.at(-1), others, missed]).toEqual([{ type: "board" }, [{ type: "board", rows: [] }], 0]);
    FakeSocket.last.end();
    expect(opened.tell({ type: "board" })).toBe(false);
    waited();
    FakeSocket.last.open().tell({ type: "status", event_type: "subscription_confirmed", resumed: false }).tell(SNAPSHOT);
    expect(missed).toBe(1);
  });

  it("passes over the older clients' frames", () => {
    line();
    FakeSocket.last.open().tell({ type: "status", event_type: "connection_established" });
    FakeSocket.last.tell({ type: "status", event_type: "subscription_confirmed" }).tell({ type: "sensor_event" });
    expect(frames).toEqual([]);
    expect(states).toEqual([{ state: "connecting" }]);
  });

  it("starts again when a frame cannot be read", () => {
    line();
    for (const broken of ["{", "null", "7"]) {
      const socket = FakeSocket.last.open().tell(SNAPSHOT).tell(broken);
      expect(socket.shut).toBe(true);
      socket.end();
      waited();
    }
    expect(FakeSocket.all.length).toBe(4);
  });
});

describe("a lost line", () => {
  it("is dialled more often by who wants it so", () => {
    line({ longestWait: 4_000 });
    const waits = Array.from({ length: 5 }, () => {
      FakeSocket.last.end();
      return waited();
    });
    expect(waits).toEqual([2_000, 3_000, 4_000, 4_000, 4_000]);
  });

  it("is dialled for ever, less and less often, 30 s at most", () => {
    line();
    const waits = Array.from({ length: 10 }, () => {
      FakeSocket.last.end();
      return waited();
    });
    expect(waits).toEqual([2000, 3000, 4500, 6750, 10125, 15187, 22781, 30000, 30000, 30000]);
  });

  it("spreads the tries by a tenth", () => {
    line();
    for (const [random, wait] of [[0, 1800], [0.999999, 3300]] as const) {
      vi.mocked(Math.random).mockReturnValue(random);
      FakeSocket.last.end();
      expect(Math.abs(waited() - wait)).toBeLessThanOrEqual(1);
    }
  });

  it("is hurried again only after a snapshot, not by an open alone", () => {
    line();
    FakeSocket.last.open().end();
    expect(waited()).toBe(2000);
    FakeSocket.last.open().end();
    expect(waited()).toBe(3000);
    FakeSocket.last.open().tell(SNAPSHOT).end();
    expect(waited()).toBe(2000);
  });

  it("counts as away from the moment of the loss, until the next snapshot", () => {
    line();
    FakeSocket.last.open().tell(SNAPSHOT);
    vi.setSystemTime(2_000_000);
    FakeSocket.last.end();
    for (let n = 0; n < 3; n++) {
      waited();
      FakeSocket.last.end();
    }
    waited();
    FakeSocket.last.open();
    expect(states.at(-1)).toEqual({ state: "away", since: 2_000_000 });
    FakeSocket.last.tell(SNAPSHOT);
    expect(states.map((one) => one.state)).toEqual(["connecting", "live", "away", "live"]);
  });

  it("stays a first try until there was something to lose", () => {
    line();
    FakeSocket.last.end();
    waited();
    FakeSocket.last.end();
    expect(states).toEqual([{ state: "connecting" }]);
  });

  it("is given up on a socket that stays silent, but not on a quiet one", () => {
    line();
    const silent = FakeSocket.last.open();
    vi.advanceTimersByTime(15_000);
    expect(silent.shut).toBe(true);
    waited();
    silent.end().tell(SNAPSHOT);
    expect(frames).toEqual([]);
    const quiet = FakeSocket.last.open().tell(SNAPSHOT);
    for (let minute = 0; minute < 60; minute++) {
      vi.advanceTimersByTime(30_000);
      expect(quiet.sent.at(-1)).toEqual({ type: "ping" });
      quiet.tell({ type: "status", event_type: "pong" });
    }
    expect(quiet.shut).toBe(false);
    expect(FakeSocket.all.length).toBe(2);
  });

  it("is given up after a minute without a word, and dialled again", () => {
    line();
    const frozen = FakeSocket.last.open().tell(SNAPSHOT);
    vi.advanceTimersByTime(59_000);
    expect(frozen.shut).toBe(false);
    vi.advanceTimersByTime(1_000);
    expect([frozen.shut, states.at(-1)?.state]).toEqual([true, "away"]);
    waited();
    FakeSocket.last.open().tell(SNAPSHOT);
    expect(states.at(-1)?.state).toBe("live");
  });
});

describe("coming back", () => {
  const RESUMED = { type: "status", event_type: "subscription_confirmed", resumed: true };

  /** The socket after a loss and a wait. */
  function again(): FakeSocket {
    FakeSocket.last.end();
    waited();
    return FakeSocket.last.open();
  }

  it("names the newest frame that it has", () => {
    line();
    FakeSocket.last.open().tell(SNAPSHOT);
    expect(again().sent).toEqual([{ type: "subscribe", channels: ["stats"], since: 41, epoch: "e1" }]);
    FakeSocket.last.tell(RESUMED).tell(DELTA);
    expect(again().sent).toEqual([{ type: "subscribe", channels: ["stats"], since: 42, epoch: "e1" }]);
    FakeSocket.last.tell({ ...SNAPSHOT, seq: 3, epoch: "e2" });
    expect(again().sent).toEqual([{ type: "subscribe", channels: ["stats"], since: 3, epoch: "e2" }]);
  });

  it("is live again with the word that it goes on, and hears only what it missed", () => {
    line();
    FakeSocket.last.open().tell(SNAPSHOT);
    again().tell(RESUMED);
    expect(states.map((one) => one.state)).toEqual(["connecting", "live", "away", "live"]);
    FakeSocket.last.tell(DELTA);
    expect(frames).toEqual([SNAPSHOT, DELTA]);
    vi.advanceTimersByTime(20_000);
    expect(FakeSocket.last.shut).toBe(false);
  });

  it("waits for the snapshot when the app cannot go on", () => {
    line();
    FakeSocket.last.open().tell(SNAPSHOT);
    again().tell({ ...RESUMED, resumed: false });
    expect(states.at(-1)?.state).toBe("away");
    FakeSocket.last.tell({ ...SNAPSHOT, seq: 99 });
    expect(states.at(-1)?.state).toBe("live");
  });

  it.each([{ ...DELTA, seq: 41 }, { ...DELTA, seq: 7 }, "{"])("asks for a snapshot after %o", (wrong) => {
    line();
    const socket = FakeSocket.last.open().tell(SNAPSHOT).tell(wrong);
    expect(socket.shut).toBe(true);
    expect(frames).toEqual([SNAPSHOT]);
    waited();
    expect(FakeSocket.last.open().sent).toEqual([{ type: "subscribe", channels: ["stats"] }]);
  });
});

describe("a refusal", () => {
  it.each([1008, 4001, 4500, 4503, 4999])("by code %i is told and not argued with", (code) => {
    line();
    FakeSocket.last.open().end(code, "token revoked");
    expect(states.at(-1)).toEqual({ state: "refused", code, why: "token revoked" });
    vi.advanceTimersByTime(3_600_000);
    expect(FakeSocket.all.length).toBe(1);
  });

  it.each([1000, 1001, 1006, 1009, 4008, 4010, 4499, 5000])("is not code %i", (code) => {
    line();
    FakeSocket.last.open().tell(SNAPSHOT).end(code);
    expect(states.at(-1)?.state).toBe("away");
    expect(waited()).toBe(2000);
  });

  it("that only shows as a failed try is asked for", async () => {
    const answers = [null, { code: 401, why: "invalid_token" }];
    line({ whyRefused: async () => answers.shift() ?? null });
    FakeSocket.last.end();
    await vi.advanceTimersByTimeAsync(2_000);
    expect([FakeSocket.all.length, states.at(-1)?.state]).toEqual([2, "connecting"]);
    FakeSocket.last.end();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect([FakeSocket.all.length, states.at(-1)]).toEqual([2, { state: "refused", code: 401, why: "invalid_token" }]);
  });

  it("is asked about once more when the page is shown again", () => {
    line();
    FakeSocket.last.open().end(4500);
    show("visible");
    FakeSocket.last.open().tell(SNAPSHOT);
    expect(states.map((one) => one.state)).toEqual(["connecting", "refused", "live"]);
  });
});

describe("the page", () => {
  it("dials at once when it is shown and the line is down", () => {
    line();
    FakeSocket.last.end();
    show("hidden");
    expect(FakeSocket.all.length).toBe(1);
    show("visible");
    expect(FakeSocket.all.length).toBe(2);
    FakeSocket.last.open().tell(SNAPSHOT);
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.all.length).toBe(2);
  });

  it("leaves a line alone that is up", () => {
    line();
    FakeSocket.last.open().tell(SNAPSHOT);
    show("hidden");
    show("visible");
    expect(FakeSocket.all.length).toBe(1);
  });

  it("can close the line for good", () => {
    line();
    const socket = FakeSocket.last.open().tell(SNAPSHOT);
    stop();
    expect(socket.shut).toBe(true);
    socket.end();
    show("visible");
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.all.length).toBe(1);
    expect(states.at(-1)).toEqual({ state: "live" });
  });
});
