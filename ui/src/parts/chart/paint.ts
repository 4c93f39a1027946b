// What uPlot does not draw: two panes on one time axis, hatched gaps, marks, the peak, the needle's tag.
import type uPlot from "uplot";
import { buckets, highest, levelScale, timeTicks, type Span } from "./scale";

/** The upper pane's share of the height, and the air between the panes. */
export const UPPER = 0.7;
const AIR = 14;
/** Seconds. */
const DAY = 86_400;

export type Mark = { at: number; label: string };
export type Model = {
  /** Times in seconds; `level` above, `rate` below. */
  times: number[]; level: (number | null)[]; rate: (number | null)[];
  /** Another level to compare with, on the same times. */
  other?: (number | null)[];
  from: number; to: number;
  /** The times are counted from a beginning and are no times of day. */
  fromZero?: boolean;
  gaps: Span[]; marks: Mark[];
  now: number | null; peak: { at: number; value: number } | null;
  /** Words and how numbers are written come from outside. */
  short: (n: number) => string; exact: (n: number) => string;
  /** `isDay`: the axis is so long that a tick is a day. */
  time: (seconds: number, isDay: boolean) => string;
  gapLabel: (seconds: number) => string; peakLabel: (value: string) => string; rateUnit: string; noLevel: string;
  masked: boolean; dashed: boolean;
};
export type Inks = Record<"line" | "strong" | "control" | "ink" | "ink2" | "ink3" | "plate" | "level" | "other" | "rate" | "mark" | "needle" | "onNeedle", string> & { font: string; size: number };

type Frame = { u: uPlot; c: CanvasRenderingContext2D; m: Model; i: Inks; left: number; right: number; top: number; split: number; base: number; bottom: number; topRate: number };

const px = devicePixelRatioOf;
function devicePixelRatioOf(n: number): number {
  return n * (globalThis.devicePixelRatio || 1);
}
const crisp = (n: number): number => Math.round(n) + 0.5;

export const frameOf = (u: uPlot, m: Model, i: Inks): Frame => {
  const { left, top, width, height } = u.bbox;
  const split = top + height * UPPER;
  return { u, c: u.ctx, m, i, left, right: left + width, top, split, base: split + px(AIR), bottom: top + height, topRate: highest(m.rate) };
};

const xOf = (f: Frame, at: number): number => f.left + ((at - f.m.from) / (f.m.to - f.m.from)) * (f.right - f.left);
const levelY = (f: Frame, value: number): number => f.u.valToPos(value, "y", true);
const rateY = (f: Frame, value: number): number => f.bottom - (value / (f.topRate * 1.08)) * (f.bottom - f.base);

const line = (f: Frame, x1: number, y1: number, x2: number, y2: number, ink: string, dash: number[] = []): void => {
  f.c.beginPath();
  f.c.setLineDash(dash.map(px));
  f.c.strokeStyle = ink;
  f.c.lineWidth = px(1);
  f.c.moveTo(x1, y1);
  f.c.lineTo(x2, y2);
  f.c.stroke();
  f.c.setLineDash([]);
};

const text = (f: Frame, said: string, x: number, y: number, ink: string, align: CanvasTextAlign = "left", weight = 400): void => {
  f.c.font = `${weight} ${px(f.i.size)}px ${f.i.font}`;
  f.c.fillStyle = ink;
  f.c.textAlign = align;
  f.c.textBaseline = "middle";
  f.c.fillText(said, x, y);
};

/** Under the line: levels, clock ticks, bars. */
export const paintGround = (f: Frame): void => {
  const { m, i } = f;
  const max = Math.max(highest(m.level), highest(m.other ?? []));
  const nowY = m.now === null ? Number.NaN : levelY(f, m.now);
  const told = m.level.some((v) => v !== null);
  for (const value of told ? levelScale(max).ticks : [0]) {
    const y = crisp(levelY(f, value));
    line(f, f.left, y, f.right, y, value === 0 ? i.strong : i.line);
    // The needle's tag would cover a label nearer than this.
    if (told && !m.masked && !(Math.abs(y - nowY) < px(18))) text(f, m.short(value), f.right + px(10), y, i.ink3);
  }
  line(f, f.left, crisp(f.bottom), f.right, crisp(f.bottom), i.strong);
  const rateTick = m.rate.some((v) => v !== null && v > 0) ? levelScale(f.topRate, 1).ticks[1] : undefined;
  if (rateTick !== undefined && rateTick <= f.topRate * 1.05) {
    const y = crisp(rateY(f, rateTick));
    line(f, f.left, y, f.right, y, i.line);
    if (!m.masked) text(f, m.short(rateTick) + m.rateUnit, f.right + px(10), y, i.ink3);
  }
  paintClock(f);
  paintBars(f);
  if (!told) text(f, m.noLevel, (f.left + f.right) / 2, (f.top + f.split) / 2, i.ink3, "center");
};

const paintClock = (f: Frame): void => {
  const offset = f.m.fromZero ? 0 : -new Date(f.m.to * 1000).getTimezoneOffset() * 60;
  for (const tick of timeTicks(f.m.from, f.m.to, offset)) {
    const x = crisp(xOf(f, tick.at));
    line(f, x, f.bottom + px(1), x, f.bottom + px(tick.major ? 9 : 5), tick.major ? f.i.ink3 : f.i.strong);
    const room = x - f.left > px(18) && f.right - x > px(18);
    if (tick.major && room) text(f, f.m.time(tick.at, f.m.to - f.m.from > DAY), x, f.bottom + px(17), f.i.ink3, "center");
  }
};

const paintBars = (f: Frame): void => {
  const perPixel = (f.m.to - f.m.from) / (f.right - f.left);
  const width = Math.max(10, perPixel * px(4));
  f.c.fillStyle = f.i.rate;
  f.c.globalAlpha = 0.72;
  for (const bar of buckets(f.m.times, f.m.rate, width)) {
    const x1 = Math.max(f.left, xOf(f, bar.at));
    const x2 = Math.min(f.right, xOf(f, bar.at + width) - px(1));
    if (x2 <= x1 || inGap(f, bar.at + width / 2)) continue;
    const y = rateY(f, bar.value);
    f.c.fillRect(x1, y, x2 - x1, f.bottom - y);
  }
  f.c.globalAlpha = 1;
};

const inGap = (f: Frame, at: number): boolean => f.m.gaps.some((gap) => at > gap.from && at < gap.to);

/** Over the line: gaps, marks, peak, needle. */
export const paintSigns = (f: Frame): void => {
  for (const gap of f.m.gaps) paintGap(f, gap);
  paintMarks(f);
  paintPeak(f);
  paintNeedle(f);
};

const paintGap = (f: Frame, gap: Span): void => {
  const x1 = Math.max(f.left, xOf(f, gap.from));
  const x2 = Math.min(f.right, xOf(f, gap.to));
  if (x2 - x1 < px(2)) return;
  f.c.save();
  f.c.beginPath();
  f.c.rect(x1, f.top, x2 - x1, f.bottom - f.top);
  f.c.clip();
  f.c.globalAlpha = 0.75;
  const tall = f.bottom - f.top;
  for (let x = x1 - tall; x < x2; x += px(7)) line(f, x, f.bottom, x + tall, f.top, f.i.strong);
  f.c.restore();
  for (const x of [x1, x2]) line(f, crisp(x), f.top, crisp(x), f.bottom, f.i.control, [2, 3]);
  const said = f.m.gapLabel(gap.to - gap.from);
  f.c.font = `400 ${px(f.i.size)}px ${f.i.font}`;
  const half = f.c.measureText(said).width / 2;
  // Over the gap, or at its left or its right: wherever no mark stands.
  const places = [(x1 + x2) / 2, x2 - half, x1 + half, x1 - half - px(6), x2 + half + px(6)].filter((x) => x - half >= f.left && x + half <= f.right);
  const free = places.find((x) => f.m.marks.every((mark) => Math.abs(xOf(f, mark.at) - x) > half + px(8)));
  if (free !== undefined) text(f, said, free, f.top - px(8), f.i.ink2, "center");
};

const paintMarks = (f: Frame): void => {
  let free = f.left;
  for (const mark of f.m.marks) {
    if (mark.at < f.m.from || mark.at > f.m.to) continue;
    const x = xOf(f, mark.at);
    f.c.globalAlpha = 0.8;
    line(f, crisp(x), f.top - px(4), crisp(x), f.bottom, f.i.mark);
    f.c.globalAlpha = 1;
    f.c.fillStyle = f.i.mark;
    f.c.beginPath();
    f.c.moveTo(x - px(5), f.top - px(11));
    f.c.lineTo(x + px(5), f.top - px(11));
    f.c.lineTo(x, f.top - px(3));
    f.c.fill();
    const wide = f.c.measureText(mark.label).width + px(14);
    const crossing = f.m.gaps.some((gap) => xOf(f, gap.to) + px(30) > x - wide && xOf(f, gap.from) - px(30) < x);
    if (x - free >= Math.max(px(72), wide) && !crossing) text(f, mark.label, x - px(10), f.top - px(8), f.i.ink2, "right");
    free = x + px(8);
  }
};

const paintPeak = (f: Frame): void => {
  const { peak } = f.m;
  if (!peak || f.m.masked || peak.at < f.m.from || peak.at > f.m.to) return;
  const x = xOf(f, peak.at);
  if (f.right - x < px(96) || x - f.left < px(8)) return;
  const y = levelY(f, peak.value);
  f.c.beginPath();
  f.c.arc(x, y, px(3), 0, Math.PI * 2);
  f.c.fillStyle = f.i.plate;
  f.c.fill();
  f.c.strokeStyle = f.i.ink;
  f.c.lineWidth = px(1.5);
  f.c.stroke();
  // In a low chart the marks' labels are too near.
  if (y - f.top > px(f.i.size + 7)) text(f, f.m.peakLabel(f.m.exact(peak.value)), x + px(8), y - px(9), f.i.ink2);
};

const paintNeedle = (f: Frame): void => {
  if (f.m.now === null) return;
  const y = levelY(f, f.m.now);
  const said = f.m.masked ? "" : f.m.exact(f.m.now);
  f.c.font = `600 ${px(f.i.size)}px ${f.i.font}`;
  const tall = px(f.i.size + 8);
  f.c.fillStyle = f.i.needle;
  f.c.beginPath();
  f.c.moveTo(f.right + px(1), y);
  f.c.lineTo(f.right + px(9), y - px(5));
  f.c.lineTo(f.right + px(9), y + px(5));
  f.c.fill();
  if (!said) return;
  const wide = f.c.measureText(said).width + px(10);
  // An exact number of seven digits is wider than the margin: it grows to the left, over the chart's end.
  const x = Math.min(f.right + px(9), f.c.canvas.width - wide);
  f.c.fillRect(x, y - tall / 2, wide, tall);
  text(f, said, x + wide / 2, y + px(0.5), f.i.onNeedle, "center", 600);
};
