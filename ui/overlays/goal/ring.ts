// The ring of a goal: three quarters of a dial. The arc is drawn anew only when it has grown by a hundredth.
import { shape } from "../icons";
import { mark, part } from "../part";

/** What shows how far something has come: 0 to 1. */
export type Gauge = { element: HTMLElement; tell: (progress: number) => void };

const MIDDLE = 160;
const RADIUS = 132;
const START = 135;
const SWEEP = 270;
const TICKS = 40;

const at = (degrees: number, radius: number): string => {
  const angle = (degrees * Math.PI) / 180;
  return `${(MIDDLE + radius * Math.cos(angle)).toFixed(1)} ${(MIDDLE + radius * Math.sin(angle)).toFixed(1)}`;
};

/** A part of the dial, from its start. */
export const arc = (progress: number): string => {
  const sweep = SWEEP * progress;
  return sweep < 0.5 ? "" : `M${at(START, RADIUS)}A${RADIUS} ${RADIUS} 0 ${sweep > 180 ? 1 : 0} 1 ${at(START + sweep, RADIUS)}`;
};

export function ring(): Gauge {
  const level = shape("path", { class: "level" });
  const needle = shape("path", { class: "needle", d: `M${MIDDLE + 94} ${MIDDLE}l50 -9v18z` });
  const ticks = Array.from({ length: TICKS + 1 }, (_, n) => {
    const angle = START + (SWEEP * n) / TICKS;
    return `M${at(angle, 116)}L${at(angle, n % 10 === 0 ? 102 : 111)}`;
  });
  const drawing = shape("svg", { viewBox: "0 0 320 320", "aria-hidden": "true" });
  drawing.append(
    shape("circle", { class: "dial", cx: "160", cy: "160", r: "156" }), shape("path", { class: "track", d: arc(1) }), level,
    shape("path", { class: "ticks", d: ticks.join("") }), needle,
  );
  return {
    element: part("div", "gauge", drawing),
    tell(progress) {
      mark(level, "d", arc(progress));
      mark(needle, "transform", `rotate(${(START + SWEEP * progress).toFixed(1)} ${MIDDLE} ${MIDDLE})`);
    },
  };
}
