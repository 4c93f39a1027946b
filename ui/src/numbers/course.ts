// The course of the numbers so far: samples of every channel become one line of totals, from which deltas and sparks are read.
import type { Sample, Stats } from "../api/wire";

export const COUNTERS = ["likes", "coins", "gifts", "follows", "shares", "subscriptions"] as const;
export type Counter = (typeof COUNTERS)[number];
export type Gauge = "viewers" | "chat_rate";
export type Point = { at: number; viewers: number | null; chat_rate: number } & Record<Counter, number>;

/** Samples are taken this often, in stream time. */
export const STEP = 10_000;
/** Without a sample for this long there is a gap, and a channel's last gauge is no longer counted. */
export const GAP = 60_000;
const MINUTE = 60_000;

export const pointOf = (at: number, stats: Stats): Point => ({
  at,
  viewers: stats.viewers,
  chat_rate: stats.chat_rate,
  likes: stats.likes,
  coins: stats.coins,
  gifts: stats.gifts,
  follows: stats.follows,
  shares: stats.shares,
  subscriptions: stats.subscriptions,
});

const sum = (at: number, known: Iterable<Sample>): Point => {
  const total: Point = { at, viewers: null, chat_rate: 0, likes: 0, coins: 0, gifts: 0, follows: 0, shares: 0, subscriptions: 0 };
  for (const sample of known) {
    // Counters stay true when a channel falls silent; gauges do not.
    for (const key of COUNTERS) total[key] += sample[key];
    if (at - sample.at > GAP) continue;
    total.chat_rate += sample.chat_rate;
    if (sample.viewers !== null) total.viewers = (total.viewers ?? 0) + sample.viewers;
  }
  return total;
};

/**
 * What the channels older than `since` had counted before the first of these samples. Silent channels are not sampled: without
 * this, a channel's whole count would look like a gain at its first sample, or now if it has none.
 */
export const countedBefore = (since: number, samples: readonly Sample[], channels: Record<string, Stats>): Sample[] => {
  const first = new Map<string, Sample>();
  for (const sample of samples) if (sample.at < (first.get(sample.channel)?.at ?? Infinity)) first.set(sample.channel, sample);
  const older = Object.entries(channels).filter(([, stats]) => stats.first_at !== null && stats.first_at < since);
  return older.map(([channel, stats]) => ({ ...(first.get(channel) ?? { ...pointOf(0, stats), channel }), at: -Infinity }));
};

/** Totals over all channels, one point per step in which any channel has a sample. `before`: what was counted before these. */
export const totalsOf = (samples: readonly Sample[], before: readonly Sample[] = []): Point[] => {
  const sorted = [...samples].sort((a, b) => a.at - b.at);
  const known = new Map(before.map((sample) => [sample.channel, sample]));
  const points: Point[] = [];
  let step = Number.NaN;
  for (const sample of sorted) {
    known.set(sample.channel, sample);
    const mine = Math.floor(sample.at / STEP);
    const point = sum(sample.at, known.values());
    if (mine === step) points[points.length - 1] = point;
    else points.push(point);
    step = mine;
  }
  return points;
};

/** A counter that shrinks has begun anew: what it shows then is what came since. */
const gained = (before: number, after: number): number => (after >= before ? after - before : after);

const lastBefore = (points: readonly Point[], at: number): number => {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.at ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

export type Change = { by: number; overMs: number; fromStart: boolean };

/** What a counter gained in the last `window` ms, or since the start if the course is shorter. */
export const counterChange = (points: readonly Point[], key: Counter, now: number, at: number, window: number): Change | null => {
  const from = lastBefore(points, at - window);
  const start = points[Math.max(0, from)];
  if (!start) return null;
  let by = 0;
  let before = start[key];
  for (const point of points.slice(Math.max(0, from) + 1)) {
    by += gained(before, point[key]);
    before = point[key];
  }
  by += gained(before, now);
  return { by, overMs: Math.min(window, at - start.at), fromStart: from < 0 };
};

/** How far a gauge moved since `window` ms ago, or since the start if the course is shorter. */
export const gaugeChange = (points: readonly Point[], key: Gauge, now: number | null, at: number, window: number): Change | null => {
  if (now === null) return null;
  const from = lastBefore(points, at - window);
  const start = points.slice(Math.max(0, from)).find((point) => point[key] !== null);
  const was = start?.[key];
  if (!start || was === null || was === undefined) return null;
  return { by: now - was, overMs: Math.min(window, at - start.at), fromStart: from < 0 };
};

/** A counter's increments per minute, oldest first, ending with the minute that is running. */
export const perMinute = (points: readonly Point[], key: Counter, now: number, at: number, bars: number): number[] => {
  const out = new Array<number>(bars).fill(0);
  const place = (time: number): number => bars - 1 - Math.floor((at - time) / MINUTE);
  let before: number | null = null;
  const from = Math.max(0, lastBefore(points, at - bars * MINUTE));
  const add = (time: number, value: number): void => {
    const index = place(time);
    if (before !== null && index >= 0 && index < bars) out[index] = (out[index] ?? 0) + gained(before, value);
    before = value;
  };
  for (const point of points.slice(from)) add(point.at, point[key]);
  add(at, now);
  return out;
};

/** A gauge over the last `window` ms in `slots` equal slots; a slot without a value is null. */
export const lineOf = (points: readonly Point[], key: Gauge, now: number | null, at: number, window: number, slots: number): (number | null)[] => {
  const out = new Array<number | null>(slots).fill(null);
  const first = Math.max(points[0]?.at ?? at, at - window);
  const width = Math.max(1, at - first) / (slots - 1);
  for (const point of points.slice(Math.max(0, lastBefore(points, first)))) {
    if (point.at < first) continue;
    const index = Math.min(slots - 1, Math.round((point.at - first) / width));
    if (point[key] !== null) out[index] = point[key];
  }
  out[slots - 1] = now;
  // A young course has fewer samples than slots: what lies between two samples is drawn as the straight way.
  return bridge(out, Math.ceil(GAP / width));
};

const bridge = (values: (number | null)[], reach: number): (number | null)[] => {
  let last = -1;
  values.forEach((value, index) => {
    if (value === null) return;
    const from = last < 0 ? null : values[last];
    if (from !== null && from !== undefined && index - last > 1 && index - last <= reach) {
      for (let i = last + 1; i < index; i++) values[i] = from + ((value - from) * (i - last)) / (index - last);
    }
    last = index;
  });
  return values;
};
