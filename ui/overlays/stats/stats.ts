// The bar of numbers: /o/stats, an OBS browser source of 1280 × 104 (any size fits).
//
//   show=viewers,likes     which numbers, in this order; by default viewers,chat_rate,likes,coins,follows. There are also
//                          chat_messages, chatters, gifts, follower_total, shares, subscriptions, raids and viewers_peak.
//                          LIVE and the session clock stand first, or where `clock` is in the list.
//   channel=twitch:xqc     one channel's numbers; by default those of all together
//   bare=1                 no plate
//   locale=de              separators of that language; by default en-US
//
// Hooks: body[data-state], [data-stat] with [data-value] on each number, .cell-<number>, and overlay.css's.
import type { Stats } from "../../src/api/wire";
import { applyFrame, type LiveState } from "../../src/feed/apply";
import { type LineState, openLine } from "../../src/feed/connection";
import { awayRing, drawnFor, mark, part, refusal, show, write } from "../part";
import { type Cell, clockText, type Fault, NOTICE_WIDTH, type StatName, unknownChannel, valueOf, wishOf } from "./cells";

const HEIGHT = 104;
const REFUSED_WIDTH = 520;
/** A number is written anew at most four times a second. */
const SHORTEST_PAUSE = 250;
const AGE_STEP = 10_000;
const UNKNOWN = "–";

const wish = wishOf(location.search);
const numbers = new Intl.NumberFormat(wish.locale, { maximumFractionDigits: 0 });

let live: LiveState | null = null;
let line: LineState = { state: "connecting" };
/** The app's clock minus ours. */
let ahead = 0;

const onAir = part("span", "tag on", "LIVE");
const offAir = part("span", "tag off", "OFFLINE");
const simulated = part("span", "tag simulated", "SIMULATED");
const shown = wish.cells.map((cell) => ({ ...cell, number: part("b", "num") }));
const faults = part("div", "refusal");
const ring = awayRing();
const bar = part("div", wish.bare ? "bar bare" : "bar plate", ...shown.map(drawnCell), faults, ring.element);
const refused = part("div", "plate refused");

function drawnCell({ name, label, width, number }: Cell & { number: HTMLElement }): HTMLElement {
  const head = name === "clock" ? part("div", "tags", onAir, offAir, simulated) : part("span", "lab", label);
  const cell = part("div", `cell cell-${name}`, head, number);
  cell.style.width = `${width / 16}rem`;
  mark(number, "data-stat", name);
  return cell;
}

function paint(): void {
  painted = performance.now();
  due = Infinity;
  const wall = Date.now();
  mark(document.body, "data-state", line.state);
  show(bar, line.state !== "refused");
  show(refused, line.state === "refused");
  if (line.state === "refused") return;
  const now = line.state === "away" ? line.since : wall;
  const session = sessionAt(now);
  show(onAir, isOnAir());
  show(offAir, live !== null && !isOnAir());
  show(simulated, live !== null && live.simulated);
  for (const { name, number, fits } of shown) {
    if (name === "clock") putClock(number, session, fits);
    else putStat(number, name, fits);
  }
  ring.tell(line.state !== "live", line.state === "away" ? line.since : null, wall);
  paintFaults();
  if (line.state === "away") paintAt(painted + AGE_STEP);
  else if (session !== null && isOnAir()) paintAt(painted + 1005 - (session % 1000));
}

/** The numbers asked for: all channels' together, or one's. */
function chosen(): Stats | undefined {
  return wish.channel === null ? live?.totals : live?.channels[wish.channel];
}

function putStat(number: HTMLElement, name: StatName, fits: number): void {
  const value = valueOf(chosen(), name);
  put(number, value, value === null ? UNKNOWN : numbers.format(value), fits);
}

function putClock(number: HTMLElement, session: number | null, fits: number): void {
  if (session === null) put(number, null, UNKNOWN, fits);
  else put(number, Math.floor(session / 1000), clockText(session), fits);
}

function put(number: HTMLElement, value: number | null, text: string, fits: number): void {
  write(number, text);
  mark(number, "class", text.length > fits ? "num long" : "num");
  mark(number, "data-value", value === null ? "" : String(value));
}

function isOnAir(): boolean {
  return live !== null && ((wish.channel === null ? null : chosen()?.live) ?? live.live);
}

/** How long the session has run, in the stream's time. It stands still while the stream does, and while we are away. */
function sessionAt(now: number): number | null {
  const stats = chosen();
  const from = stats?.first_at ?? null;
  if (stats === undefined || from === null) return null;
  return Math.max(0, (isOnAir() ? now + ahead : (stats.last_at ?? from)) - from);
}

let faultsDrawn = "";

function paintFaults(): void {
  const { channel } = wish;
  const missing = live !== null && channel !== null && !Object.hasOwn(live.channels, channel);
  const fault: Fault | undefined = wish.faults[0] ?? (missing ? unknownChannel(channel) : undefined);
  const key = fault?.what ?? "none";
  if (key === faultsDrawn) return;
  faultsDrawn = key;
  faults.replaceChildren(...(fault ? Array.from(refusal(fault.what, fault.next).childNodes) : []));
  show(faults, fault !== undefined);
  faults.style.width = `${NOTICE_WIDTH / 16}rem`;
  resize();
}

function resize(): void {
  if (line.state === "refused") return drawnFor(REFUSED_WIDTH, HEIGHT);
  const cells = shown.reduce((sum, cell) => sum + cell.width, 0);
  drawnFor(cells + (faults.hidden ? 0 : NOTICE_WIDTH), HEIGHT);
}

// On the clock that never jumps.
let painted = 0;
let due = Infinity;
let timer = 0;

/** Paints at that time, or before, but never sooner than allowed after the last time. */
function paintAt(time: number): void {
  const at = Math.max(time, painted + SHORTEST_PAUSE);
  if (at >= due) return;
  due = at;
  clearTimeout(timer);
  timer = setTimeout(paint, at - performance.now());
}

function onState(state: LineState): void {
  line = state;
  if (state.state === "refused") refused.replaceChildren(refusalOf(state.code));
  resize();
  paintAt(0);
}

function refusalOf(code: number): HTMLElement {
  if (code === 4504) return refusal("Streamgauge has too many overlays open.", "Remove some from your scenes, then refresh this one.");
  return refusal("This overlay’s address is no longer valid.", "In Streamgauge, copy it again under Overlays.");
}

document.body.append(bar, refused);
paint();
document.addEventListener("visibilitychange", () => paintAt(0));
openLine({
  // `source`: whether a broadcast is on may hang on it.
  channels: ["stats", "source"],
  onState,
  onFrame(frame) {
    live = applyFrame(live, frame);
    if (live === null) return;
    // Frames are a little late, each by another bit: only a real difference moves the clock.
    const measured = live.at - Date.now();
    if (Math.abs(measured - ahead) > 1000) ahead = measured;
    paintAt(0);
  },
});
