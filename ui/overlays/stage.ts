// The page around one part: one line to the app, the snapshot first, the last values while away, words when refused.
import "../src/locale-guard";
import "./overlay.css";
import type { Frame } from "../src/api/wire";
import { applyFrame, type LiveState } from "../src/feed/apply";
import { type Line, type LineState, openLine } from "../src/feed/connection";
import { Boards, isBoard } from "./boards";
import { type Catalogue, catalogue, type OverlayName } from "./catalogue";
import { greetLoader } from "./framed";
import { isLocale } from "./numbers";
import { type Fault, read, type Values } from "./parameters";
import { awayRing, drawnFor, mark, part, refusal, show } from "./part";
import { Report } from "./report";
import { isByHand, type Saved, savedOptions, together } from "./saved";
import { protocolsOf, refusedWords, samplesSince, takeToken, whyRefused } from "./token";
import { type Make, type Part, type SharedValues, type View, viewOf } from "./view";

const PLATE = { width: 520, height: 104 };
/** A number is written anew at most four times a second. */
const SHORTEST_PAUSE = 250;
const AGE_STEP = 10_000;
/** Between two tries: an overlay has the right numbers again 5 s after the app is back, however long it was away. */
const LONGEST_WAIT = 4_000;
const NO_NAMES: Fault = { what: "This overlay shows names and needs its token.", next: "In Streamgauge, copy its address again under Overlays." };

type Maker<Name extends OverlayName> = Make<Values<Catalogue[Name]["parameters"]>>;
/** What stands on the page: its address with what is set for it, and the way to take it down, which leaves the newest numbers. */
type Standing = { saved: string; end: () => LiveState | null };
const GONE: Fault = { what: "This overlay is not in Streamgauge any more.", next: "In Streamgauge, copy another one’s address under Overlays." };

/** Fills the page with the overlay of this name, and draws it anew when it is set otherwise in the app. */
export function open<Name extends OverlayName>(name: Name, make: Maker<Name>): void {
  greetLoader();
  const token = takeToken();
  const asked = new URLSearchParams(location.search);
  let wire: Line | null = null;
  // Of the page, however often it is drawn anew.
  const report = new Report((message) => wire?.tell(message) ?? false);
  const shared = { token, report, onLine: (line: Line) => (wire = line) };
  if (isByHand(asked)) {
    void begin(name, make, { ...shared, asked, faults: [], before: null, onSnapshot: () => undefined });
    return;
  }
  let standing: Standing | null = null;
  let turn = 0;
  const look = async (): Promise<void> => {
    const mine = ++turn;
    const saved = await savedOptions(name, asked.get("id") ?? name, token);
    const written = JSON.stringify(saved);
    if (mine !== turn || standing?.saved === written || (saved === null && standing)) return;
    const before = standing?.end() ?? null;
    standing = { saved: written, end: begin(name, make, { ...shared, ...drawnBy(asked, saved), before, onSnapshot: () => void look() }) };
  };
  void look();
}

function drawnBy(asked: URLSearchParams, saved: Saved): { asked: URLSearchParams; faults: Fault[] } {
  if (saved === "gone") return { asked, faults: [GONE] };
  return { asked: saved === null ? asked : together(asked, saved), faults: [] };
}

type Beginning = { asked: URLSearchParams; token: string | null; report: Report; onLine: (line: Line) => void; faults: Fault[]; before: LiveState | null; onSnapshot: () => void };

function begin<Name extends OverlayName>(name: Name, make: Maker<Name>, { asked, token, report, onLine, faults, before, onSnapshot }: Beginning): () => LiveState | null {
  const { values, faults: wrong } = read(catalogue[name].parameters, asked);
  faults.push(...wrong);
  const wish = values as SharedValues;
  if (!isLocale(wish.locale)) {
    faults.push({ what: `No language “${wish.locale}”.`, next: "Write it like locale=de or locale=pt-BR." });
    wish.locale = "en-US";
  }
  document.title = `${catalogue[name].title} · Streamgauge`;
  mark(document.documentElement, "data-theme", wish.theme);
  const isDemo = asked.has("demo");
  const samples: View["samples"] = async (since) => (isDemo ? (await import("./demo")).demoSamples(since) : samplesSince(since, token));
  const stage = new Stage(name, make(values as Values<Catalogue[Name]["parameters"]>, asked), { wish, faults, report, before, samples });
  const line = openLine({
    // `source`: whether a broadcast is on may hang on it.
    channels: isDemo ? ["source"] : [...new Set(["source", ...stage.part.topics])],
    longestWait: LONGEST_WAIT,
    protocols: protocolsOf(token),
    whyRefused: () => whyRefused(token),
    onState: (state) => stage.become(isDemo ? { state: "live" } : state),
    onFrame: (frame) => {
      if (frame.type === "snapshot") onSnapshot();
      if (!isDemo) stage.take(frame);
    },
    onOther: (message) => stage.hearOther(message),
    onMissed: () => report.missedSome(),
  });
  onLine(line);
  if (isDemo) void play(stage);
  else stage.wire = line;
  return () => {
    line.close();
    return stage.end();
  };
}

/** A made-up stream in place of the app’s. */
async function play(stage: Stage): Promise<void> {
  const { demoBoard, playDemo } = await import("./demo");
  stage.wire = {
    close: () => undefined,
    tell: (message) => {
      if (isBoard(message)) queueMicrotask(() => stage.hearOther(demoBoard(message)));
      return true;
    },
  };
  stage.before(playDemo((frame) => stage.take(frame)));
}

/** `before`: the numbers of the stage in whose place this one comes. */
type Setting = { wish: SharedValues; faults: Fault[]; report: Report; before: LiveState | null; samples: View["samples"] };

class Stage {
  private readonly ring = awayRing();
  private readonly plate = part("div", "plate refused");
  private readonly stage: HTMLElement;
  private live: LiveState | null;
  private line: LineState = { state: "connecting" };
  wire: Line | null = null;
  private readonly boards = new Boards((message) => this.wire?.tell(message) ?? false);
  private readonly wish: SharedValues;
  private readonly faults: Fault[];
  private readonly report: Report;
  private readonly samples: View["samples"];
  /** Whether the app has said something that is not drawn yet. */
  private isNew = false;
  private boardFault: Fault | undefined;
  /** The app's clock minus ours. */
  private ahead = 0;
  // On the clock that never jumps.
  private painted = -SHORTEST_PAUSE;
  private due = Infinity;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private told = "";

  private readonly shown = (): void => this.paintAt(0);
  private endings: (() => void)[] = [];

  constructor(name: OverlayName, readonly part: Part, { wish, faults, report, before, samples }: Setting) {
    faults.push(...(this.part.faults ?? []));
    this.wish = wish;
    this.faults = faults;
    this.report = report;
    this.live = before;
    this.samples = samples;
    this.stage = drawnStage(name, wish.bare, this.part, this.ring.element);
    document.body.append(this.stage, this.plate);
    document.addEventListener("visibilitychange", this.shown);
    this.paint();
  }

  /** Does this before the end. */
  before(ending: () => void): void {
    this.endings.push(ending);
  }

  /** Leaves the page. */
  end(): LiveState | null {
    for (const ending of this.endings) ending();
    this.part.end?.();
    document.removeEventListener("visibilitychange", this.shown);
    clearTimeout(this.timer);
    this.due = -Infinity;
    this.stage.remove();
    this.plate.remove();
    return this.live;
  }

  become(state: LineState): void {
    this.line = state;
    if (state.state === "live") {
      this.boards.again();
      this.report.again();
    }
    this.paintAt(0);
  }

  take(frame: Frame): void {
    const before = this.live?.seq;
    this.live = applyFrame(this.live, frame);
    if (this.live === null) return;
    // Frames are a little late, each by another bit: only a real difference moves the clock.
    const measured = this.live.at - Date.now();
    if (Math.abs(measured - this.ahead) > 1000) this.ahead = measured;
    if (frame.type === "delta" && frame.event && frame.seq !== before) this.hear(frame.event);
    this.boards.changed();
    this.isNew = true;
    this.paintAt(0);
  }

  /** What is no frame: a leaderboard that was asked for. */
  hearOther(message: object): void {
    if (!isBoard(message)) return;
    const why = this.boards.take(message);
    this.boardFault = why === "token_required" ? NO_NAMES : undefined;
    this.paintAt(0);
  }

  private hear(event: NonNullable<(Frame & { type: "delta" })["event"]>): void {
    const { channel } = this.wish;
    const view = this.view(Date.now());
    if (view && (channel === "" || event.channel === channel)) this.part.hear?.(event, view);
  }

  private view(wall: number): View | null {
    const now = this.line.state === "away" ? this.line.since : wall;
    if (this.live === null) return null;
    const { live, wish: { channel }, samples } = this;
    return viewOf({ live, channel, now: now + this.ahead, board: (wish) => this.boards.of(wish), samples });
  }

  private paint(): void {
    this.painted = performance.now();
    this.due = Infinity;
    const wall = Date.now();
    const { line } = this;
    mark(document.body, "data-state", line.state);
    this.tell(this.fault());
    this.ring.tell(line.state !== "live", line.state === "away" ? line.since : null, wall);
    const view = this.view(wall);
    const changes = view === null ? undefined : this.part.paint(view);
    if (this.isNew && this.live) this.report.drawn(this.live.at);
    this.isNew = false;
    if (line.state === "away") this.paintAt(this.painted + AGE_STEP);
    else if (typeof changes === "number") this.paintAt(this.painted + changes);
  }

  private fault(): Fault | undefined {
    const { line, live, faults, wish } = this;
    if (line.state === "refused") return refusedWords(line.code);
    if (faults.length > 0) return faults[0];
    if (this.boardFault) return this.boardFault;
    if (live === null || wish.channel === "" || Object.hasOwn(live.channels, wish.channel)) return undefined;
    return { what: `No channel “${wish.channel}” here yet.`, next: "It appears with its first event. Write it like twitch:name." };
  }

  /** Words in place of the part, or the part. */
  private tell(fault: Fault | undefined): void {
    show(this.stage, fault === undefined);
    show(this.plate, fault !== undefined);
    if (fault && fault.what !== this.told) this.plate.replaceChildren(refusal(fault.what, fault.next));
    this.told = fault?.what ?? "";
    const { width, height } = fault === undefined ? this.part : PLATE;
    drawnFor(width, height);
  }

  /** Paints at that time, or before, but never sooner than allowed after the last time. */
  private paintAt(time: number): void {
    const at = Math.max(time, this.painted + SHORTEST_PAUSE);
    if (at >= this.due) return;
    this.due = at;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.paint(), Math.max(0, at - performance.now()));
  }
}

function drawnStage(name: OverlayName, bare: boolean, { element, width, height }: Part, ring: HTMLElement): HTMLElement {
  const stage = part("div", `stage stage-${name}${bare ? " bare" : ""}`, element, ring);
  stage.style.width = `${width / 16}rem`;
  stage.style.height = `${height / 16}rem`;
  return stage;
}
