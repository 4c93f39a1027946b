// A session's report from its samples and numbers. Pure: no clock, no drawing. Times in ms, as on the wire.
import type { Sample, Session, SessionReport, Stats } from "../../api/wire";
import { GAP } from "../../numbers/course";
import type { Span } from "../../parts/chart/scale";

export type Report = {
  session: Session; numbers: Stats; from: number; to: number;
  /** Where its axis ends: that of a session of some seconds would show one minute as a wall. */
  shownTo: number;
  points: Sample[]; gaps: Span[];
  peak: { at: number; value: number } | null;
  /** Viewers times hours, over the time in which they were known. */
  viewerHours: number | null;
  coins: { at: number; value: number }[]; coinsPeak: { at: number; value: number } | null;
};

const MINUTE = 60_000;
/** As wide as the live chart is at least. */
const LEAST = 5 * MINUTE;

/** Its own samples, oldest first. A running session ends now. */
export const pointsOf = (session: Session, samples: readonly Sample[]): Sample[] =>
  samples.filter((sample) => sample.channel === session.channel && sample.at >= session.started_at - 10_000 && sample.at <= (session.ended_at ?? Infinity)).sort((a, b) => a.at - b.at);

/** What the engine noted as gaps, and where samples lie too far apart; overlapping ones as one. */
export const gapsOf = (session: Session, points: readonly Sample[], to: number): Span[] => {
  const times = [...points.map((point) => point.at), to];
  const silent = times.flatMap((at, index) => {
    const before = times[index - 1];
    return before !== undefined && at - before > GAP ? [{ from: before, to: at }] : [];
  });
  const all = [...silent, ...session.gaps.map((gap) => ({ from: Math.max(session.started_at, gap.from), to: Math.min(to, gap.to) }))].filter((gap) => gap.to > gap.from).sort((a, b) => a.from - b.from);
  return all.reduce<Span[]>((merged, gap) => {
    const last = merged[merged.length - 1];
    if (last && gap.from <= last.to) last.to = Math.max(last.to, gap.to);
    else merged.push({ ...gap });
    return merged;
  }, []);
};

const within = (gaps: readonly Span[], at: number): boolean => gaps.some((gap) => at > gap.from && at < gap.to);

/** A counter that shrinks has begun anew. The first sample already holds what came before it. */
export const perMinute = (points: readonly Sample[], key: "coins" | "likes" | "gifts", from: number): { at: number; value: number }[] => {
  const bars = new Map<number, number>();
  let before = 0;
  for (const point of points) {
    const gained = point[key] >= before ? point[key] - before : point[key];
    before = point[key];
    const at = from + Math.floor((point.at - from) / MINUTE) * MINUTE;
    bars.set(at, (bars.get(at) ?? 0) + gained);
  }
  return [...bars].map(([at, value]) => ({ at, value }));
};

const hoursOf = (points: readonly Sample[], gaps: readonly Span[]): number | null => {
  let sum = 0;
  let known = false;
  points.forEach((point, index) => {
    const next = points[index + 1];
    if (point.viewers === null) return;
    known = true;
    if (next && next.at - point.at <= GAP && !within(gaps, (point.at + next.at) / 2)) sum += (point.viewers * (next.at - point.at)) / 3_600_000;
  });
  return known ? sum : null;
};

const highest = (values: readonly { at: number; value: number | null }[]): { at: number; value: number } | null =>
  values.reduce<{ at: number; value: number } | null>((best, one) => (one.value !== null && one.value > (best?.value ?? 0) ? { at: one.at, value: one.value } : best), null);

export const reportOf = ({ session, numbers }: SessionReport, samples: readonly Sample[], now: number): Report => {
  const points = pointsOf(session, samples);
  const to = session.ended_at ?? Math.max(session.started_at, numbers.last_at ?? 0, points[points.length - 1]?.at ?? 0, now);
  const gaps = gapsOf(session, points, to);
  const coins = perMinute(points, "coins", session.started_at);
  return {
    session, numbers, from: session.started_at, to, shownTo: Math.max(to, session.started_at + LEAST), points, gaps, coins,
    peak: highest(points.map((point) => ({ at: point.at, value: point.viewers }))), coinsPeak: highest(coins), viewerHours: hoursOf(points, gaps),
  };
};

export type Line = { times: number[]; level: (number | null)[]; rate: (number | null)[] };

/** The curve in seconds, with a break in each gap. `zero` is taken from every time. */
export const lineOf = (report: Report, zero = 0): Line => {
  const line: Line = { times: [], level: [], rate: [] };
  const add = (at: number, level: number | null, rate: number | null): void => {
    line.times.push((at - zero) / 1000);
    line.level.push(level);
    line.rate.push(rate);
  };
  let gap = 0;
  for (const point of report.points) {
    for (let next = report.gaps[gap]; next && next.from < point.at; next = report.gaps[++gap]) add((next.from + Math.min(next.to, point.at)) / 2, null, null);
    if (!within(report.gaps, point.at)) add(point.at, point.viewers, point.chat_rate);
  }
  return line;
};

/** Two curves on common times: uPlot has one x axis. What the other has no value for stays empty. */
export const together = (a: Line, b: Line): Line & { other: (number | null)[] } => {
  const STEP = 10;
  const slot = (time: number): number => Math.round(time / STEP) * STEP;
  const ofB = new Map(b.times.map((time, index) => [slot(time), b.level[index] ?? null]));
  const ofA = new Map(a.times.map((time, index) => [slot(time), index]));
  const times = [...new Set([...ofA.keys(), ...ofB.keys()])].sort((x, y) => x - y);
  const pick = (values: (number | null)[]): (number | null)[] => times.map((time) => values[ofA.get(time) ?? -1] ?? null);
  return { times, level: pick(a.level), rate: pick(a.rate), other: times.map((time) => ofB.get(time) ?? null) };
};
