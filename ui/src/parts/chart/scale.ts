// Scales of the time chart: round steps, ticks on the clock, gaps. Pure.

/** The highest known value, at least 1. (Spreading a week of samples into Math.max is more arguments than WebKit takes.) */
export const highest = (values: readonly (number | null)[]): number => values.reduce<number>((most, v) => (v !== null && v > most ? v : most), 1);

const ROUND = [1, 2, 2.5, 5, 10];

/** The smallest round step, at least 1, of which at most `lines` fit into `max`. */
export const roundStep = (max: number, lines: number): number => {
  const power = 10 ** Math.floor(Math.log10(Math.max(max, 1) / (lines + 1)));
  const fits = (step: number): boolean => step >= 1 && Math.floor(max / step + 1e-9) <= lines;
  const factor = [...ROUND, 20, 25, 50].find((f) => fits(f * power)) ?? 100;
  return factor * power;
};

/** Lines at round numbers, zero among them, and an end with air for a word above the highest value. */
export const levelScale = (max: number, lines = 3): { top: number; ticks: number[] } => {
  const step = roundStep(max, lines);
  const ticks: number[] = [];
  for (let value = 0; value <= Math.max(max, step); value += step) ticks.push(value);
  return { top: Math.max(ticks[ticks.length - 1] ?? 0, max * 1.12), ticks };
};

/** A ladder for a staff: three equal round parts with room above the peak. */
export const ladder = (peak: number): { top: number; labels: number[] } => {
  const step = Math.max(50, roundStep(peak * 1.05, 2));
  return { top: step * 3, labels: [0, step, step * 2, step * 3] };
};

const MINUTE = 60;
const STEPS: [upTo: number, minor: number, major: number][] = [
  [20 * MINUTE, MINUTE, 5 * MINUTE],
  [90 * MINUTE, 5 * MINUTE, 15 * MINUTE],
  [4 * 60 * MINUTE, 5 * MINUTE, 30 * MINUTE],
  [9 * 60 * MINUTE, 15 * MINUTE, 60 * MINUTE],
  [24 * 60 * MINUTE, 30 * MINUTE, 180 * MINUTE],
  [Infinity, 6 * 60 * MINUTE, 24 * 60 * MINUTE],
];

/** Ticks at round local times, in seconds; `offset` is the zone's seconds east of UTC. */
export const timeTicks = (from: number, to: number, offset: number): { at: number; major: boolean }[] => {
  const [, minor, major] = STEPS.find(([upTo]) => to - from <= upTo) ?? [0, 86400, 86400];
  const ticks: { at: number; major: boolean }[] = [];
  for (let at = Math.ceil((from + offset) / minor) * minor - offset; at <= to; at += minor) {
    ticks.push({ at, major: (at + offset) % major === 0 });
  }
  return ticks;
};

export type Span = { from: number; to: number };

/** Where two neighbours lie further apart than `limit`. */
export const gapsIn = (times: readonly number[], limit: number): Span[] => {
  const gaps: Span[] = [];
  times.forEach((to, index) => {
    const from = times[index - 1];
    if (from !== undefined && to - from > limit) gaps.push({ from, to });
  });
  return gaps;
};

/** Averages of `values` in buckets `width` wide, counted from a fixed grid so that bars stay where they are as time moves on. */
export const buckets = (times: readonly number[], values: readonly (number | null)[], width: number): { at: number; value: number }[] => {
  const out: { at: number; value: number }[] = [];
  let sum = 0;
  let n = 0;
  let place = Number.NaN;
  const close = (): void => {
    if (n > 0) out.push({ at: place * width, value: sum / n });
    sum = 0;
    n = 0;
  };
  times.forEach((time, index) => {
    const value = values[index];
    if (value === null || value === undefined) return;
    const mine = Math.floor(time / width);
    if (mine !== place) close();
    place = mine;
    sum += value;
    n += 1;
  });
  close();
  return out;
};
