// The page around one part: one line to the app, the snapshot first, the last values while away, words when refused.
import "../src/locale-guard";
import "./overlay.css";
import { applyFrame, type LiveState } from "../src/feed/apply";
import { type LineState, openLine } from "../src/feed/connection";
import { type Catalogue, catalogue, type OverlayName } from "./catalogue";
import { isLocale } from "./numbers";
import { type Fault, read, type Values } from "./parameters";
import { awayRing, drawnFor, mark, part, refusal, show } from "./part";
import { protocolsOf, refusedWords, takeToken, whyRefused } from "./token";
import { type Make, type SharedValues, viewOf } from "./view";

const PLATE = { width: 520, height: 104 };
/** A number is written anew at most four times a second. */
const SHORTEST_PAUSE = 250;
const AGE_STEP = 10_000;

/** Fills the page with the overlay of this name. */
export function open<Name extends OverlayName>(name: Name, make: Make<Values<Catalogue[Name]["parameters"]>>): void {
  const token = takeToken();
  const { values, faults } = read(catalogue[name].parameters, new URLSearchParams(location.search));
  const wish = values as SharedValues;
  if (!isLocale(wish.locale)) {
    faults.push({ what: `No language “${wish.locale}”.`, next: "Write it like locale=de or locale=pt-BR." });
    wish.locale = "en-US";
  }
  document.title = `${catalogue[name].title} · Streamgauge`;
  mark(document.documentElement, "data-theme", wish.theme);

  const shown = make(values as Values<Catalogue[Name]["parameters"]>);
  faults.push(...(shown.faults ?? []));
  const ring = awayRing();
  const stage = part("div", `stage stage-${name}${wish.bare ? " bare" : ""}`, shown.element, ring.element);
  const plate = part("div", "plate refused");
  stage.style.width = `${shown.width / 16}rem`;
  stage.style.height = `${shown.height / 16}rem`;
  document.body.append(stage, plate);

  let live: LiveState | null = null;
  let line: LineState = { state: "connecting" };
  /** The app's clock minus ours. */
  let ahead = 0;
  // On the clock that never jumps.
  let painted = -SHORTEST_PAUSE;
  let due = Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let told: Fault | undefined;

  const view = (wall: number) => live && viewOf(live, wish.channel, (line.state === "away" ? line.since : wall) + ahead);

  function paint(): void {
    painted = performance.now();
    due = Infinity;
    const wall = Date.now();
    mark(document.body, "data-state", line.state);
    tell(fault());
    ring.tell(line.state !== "live", line.state === "away" ? line.since : null, wall);
    const seen = view(wall);
    const changes = seen === null ? undefined : shown.paint(seen);
    if (line.state === "away") paintAt(painted + AGE_STEP);
    else if (typeof changes === "number") paintAt(painted + changes);
  }

  function fault(): Fault | undefined {
    if (line.state === "refused") return refusedWords(line.code);
    if (faults.length > 0) return faults[0];
    if (live === null || wish.channel === "" || Object.hasOwn(live.channels, wish.channel)) return undefined;
    return { what: `No channel “${wish.channel}” here yet.`, next: "It appears with its first event. Write it like channel=twitch:name." };
  }

  function tell(now: Fault | undefined): void {
    show(stage, now === undefined);
    show(plate, now !== undefined);
    if (now?.what !== told?.what && now !== undefined) plate.replaceChildren(refusal(now.what, now.next));
    told = now;
    const { width, height } = now === undefined ? shown : PLATE;
    drawnFor(width, height);
  }

  /** Paints at that time, or before, but never sooner than allowed after the last time. */
  function paintAt(time: number): void {
    const at = Math.max(time, painted + SHORTEST_PAUSE);
    if (at >= due) return;
    due = at;
    clearTimeout(timer);
    timer = setTimeout(paint, Math.max(0, at - performance.now()));
  }

  paint();
  document.addEventListener("visibilitychange", () => paintAt(0));
  openLine({
    // `source`: whether a broadcast is on may hang on it.
    channels: [...new Set(["source", ...shown.topics])],
    protocols: protocolsOf(token),
    whyRefused: () => whyRefused(token),
    onState(state) {
      line = state;
      paintAt(0);
    },
    onFrame(frame) {
      const before = live?.seq;
      live = applyFrame(live, frame);
      if (live === null) return;
      // Frames are a little late, each by another bit: only a real difference moves the clock.
      const measured = live.at - Date.now();
      if (Math.abs(measured - ahead) > 1000) ahead = measured;
      const event = frame.type === "delta" && frame.seq !== before ? frame.event : undefined;
      const seen = event === undefined ? null : view(Date.now());
      if (seen !== null && event !== undefined && (wish.channel === "" || event.channel === wish.channel)) shown.hear?.(event, seen);
      paintAt(0);
    },
  });
}
