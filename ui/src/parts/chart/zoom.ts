// A look at a part of a time axis. `end: null` follows the end of the whole as it moves on. Pure; times in seconds.

export type Whole = { from: number; to: number };
export type Zoom = { width: number; end: number | null };

/** Nothing shorter can be told apart: samples are ten seconds apart. */
const LEAST = 60;

export const seenOf = (whole: Whole, zoom: Zoom | null): Whole => {
  if (!zoom) return whole;
  const width = Math.min(zoom.width, whole.to - whole.from);
  const to = Math.min(whole.to, Math.max(whole.from + width, zoom.end ?? whole.to));
  return { from: to - width, to };
};

const settled = (whole: Whole, from: number, width: number): Zoom | null => {
  const all = whole.to - whole.from;
  if (width >= all * 0.999) return null;
  const to = Math.min(whole.to, Math.max(whole.from + width, from + width));
  return { width, end: to >= whole.to - width * 0.01 ? null : to };
};

/** Closer by `factor` (wider below 1) around a moment, which stays where it is. */
export const zoomed = (whole: Whole, zoom: Zoom | null, factor: number, around?: number): Zoom | null => {
  const seen = seenOf(whole, zoom);
  const before = seen.to - seen.from;
  const width = Math.min(whole.to - whole.from, Math.max(Math.min(LEAST, before), before / factor));
  const fixed = around ?? seen.to;
  const part = before > 0 ? (fixed - seen.from) / before : 1;
  return settled(whole, fixed - part * width, width);
};

/** Moved by a part of what is seen. */
export const panned = (whole: Whole, zoom: Zoom | null, by: number): Zoom | null => {
  if (!zoom) return null;
  const seen = seenOf(whole, zoom);
  const width = seen.to - seen.from;
  const from = Math.min(whole.to - width, Math.max(whole.from, seen.from + by * width));
  return settled(whole, from, width);
};
