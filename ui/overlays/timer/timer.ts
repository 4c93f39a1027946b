// The session's clock, a countdown or a shot timer: /o/timer, 360 × 112 (shot: 560 × 112). Hooks: .timer, .timer-<mode>, [data-time].
import "./timer.css";
import type { Catalogue } from "../catalogue";
import { clockText, figuresOf, UNKNOWN } from "../numbers";
import type { Fault, Values } from "../parameters";
import { mark, part, put, show } from "../part";
import { type Part, sessionAt, untilNextSecond, type View } from "../view";
import { newestShot, nextTime } from "./times";

type Wish = Values<Catalogue["timer"]["parameters"]>;
type Face = Pick<Part, "paint" | "faults" | "end"> & { inside: HTMLElement[]; width: number };

export function timer(wish: Wish): Part {
  const face = { session, countdown, shot }[wish.mode](wish);
  const element = part("div", `timer timer-${wish.mode}${wish.bare ? "" : " plate"}`, ...face.inside);
  return { element, width: face.width, height: 112, topics: ["stats", "event"], paint: face.paint, faults: face.faults ?? [], ...(face.end ? { end: face.end } : {}) };
}

function figure(label: string, name: string): { cell: HTMLElement; number: HTMLElement } {
  const number = part("b", "num", UNKNOWN);
  mark(number, "data-time", name);
  return { cell: part("div", `time time-${name}`, part("span", "lab cut", label), number), number };
}

function session(wish: Wish): Face {
  const { cell, number } = figure(wish.title || "Session", "session");
  const onAir = part("span", "tag on", "LIVE");
  show(onAir, false);
  return {
    inside: [cell, onAir], width: 360,
    paint(view: View) {
      const time = sessionAt(view);
      show(onAir, view.onAir);
      put(number, time === null ? null : Math.floor(time / 1000), time === null ? UNKNOWN : clockText(time), 8);
      return time !== null && view.onAir ? untilNextSecond(time) : undefined;
    },
  };
}

/** When countdowns end that are just drawn anew, by what they count down to: set to the same, the one in its place goes on. */
const ends = new Map<string, number>();

/** It runs by this computer's clock, whether the app is there or not. */
function countdown(wish: Wish): Face {
  const { cell, number } = figure(wish.title || (wish.until === "" ? "Starting in" : `Starting at ${wish.until}`), "countdown");
  const goal = wish.until || `${wish.minutes} min`;
  const end = ends.get(goal) ?? (wish.until === "" ? Date.now() + wish.minutes * 60_000 : nextTime(wish.until, Date.now()));
  const faults: Fault[] = end === null ? [{ what: `“${wish.until}” is no time of day.`, next: "Write it like until=20:30." }] : [];
  let ticking: ReturnType<typeof setTimeout> | undefined;

  function tick(): void {
    clearTimeout(ticking);
    const left = Math.max(0, (end ?? 0) - Date.now());
    // A second that has begun is shown whole: it ends at 0:00:00, not a second after.
    const shown = Math.ceil(left / 1000) * 1000;
    put(number, shown / 1000, left === 0 ? wish.done : clockText(shown), left === 0 ? 12 : 8);
    cell.classList.toggle("done", left === 0);
    if (left > 0) ticking = setTimeout(tick, (left % 1000) + 5);
  }
  if (end !== null) tick();
  const seen = (): void => {
    if (end !== null) tick();
  };
  document.addEventListener("visibilitychange", seen);
  return {
    inside: [cell], width: 360, faults, paint: () => undefined,
    end() {
      if (end !== null) ends.set(goal, end);
      // The one in its place is made in the same turn.
      queueMicrotask(() => ends.delete(goal));
      clearTimeout(ticking);
      document.removeEventListener("visibilitychange", seen);
    },
  };
}

function shot(wish: Wish): Face {
  const figures = figuresOf(wish.locale);
  const [count, time, split] = [figure("Shot", "shot"), figure(wish.title || "Time", "time"), figure("Split", "split")];
  return {
    inside: [count.cell, time.cell, split.cell], width: 560,
    paint({ events }: View) {
      const newest = newestShot(events);
      put(count.number, newest?.shot ?? null, figures.count(newest?.shot ?? 0), 4);
      for (const [at, value] of [[time.number, newest?.time ?? null], [split.number, newest?.split ?? null]] as const) {
        put(at, value, value === null ? UNKNOWN : figures.seconds(value), 6);
      }
    },
  };
}
