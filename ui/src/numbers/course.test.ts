import { expect, test } from "vitest";
import type { Sample, Stats } from "../api/wire";
import { countedBefore, counterChange, gaugeChange, lineOf, perMinute, totalsOf, type Point } from "./course";

const sample = (at: number, channel: string, more: Partial<Sample> = {}): Sample => ({
  at, channel, viewers: null, chat_rate: 0, likes: 0, coins: 0, gifts: 0, follows: 0, shares: 0, subscriptions: 0, ...more,
});
const point = (seconds: number, more: Partial<Point> = {}): Point => ({
  at: seconds * 1000, viewers: null, chat_rate: 0, likes: 0, coins: 0, gifts: 0, follows: 0, shares: 0, subscriptions: 0, ...more,
});
const MIN = 60_000;

test("samples of one step are added up over the channels, whatever their order", () => {
  const points = totalsOf([
    sample(20_000, "b", { viewers: 5, likes: 3 }), sample(10_000, "a", { viewers: 10, likes: 1 }),
    sample(10_000, "b", { viewers: 4, likes: 2 }), sample(20_000, "a", { viewers: 11, likes: 1 }),
  ]);
  expect(points.map((p) => [p.at, p.viewers, p.likes])).toEqual([[10_000, 14, 3], [20_000, 16, 4]]);
});

test("a channel that fell silent keeps its counters and loses its gauges", () => {
  const points = totalsOf([sample(0, "a", { viewers: 10, coins: 7 }), sample(0, "b", { viewers: 1 }), sample(90_000, "b", { viewers: 2 })]);
  expect(points[1]).toMatchObject({ viewers: 2, coins: 7 });
});

test("what was counted before the samples is no gain", () => {
  const samples = [sample(20_000, "b", { coins: 70 }), sample(0, "a", { coins: 5 }), sample(10_000, "b", { coins: 60 })];
  const now = (coins: number, first_at: number): Stats => ({ ...point(0), coins, first_at }) as Partial<Stats> as Stats;
  const before = countedBefore(0, samples, { a: now(5, 0), b: now(99, -1), silent: now(1000, -1) });
  expect(totalsOf(samples, before).map((p) => p.coins)).toEqual([1065, 1065, 1075]);
  expect(before.map((one) => one.channel)).toEqual(["b", "silent"]);
});

test("viewers nobody tells are unknown, not zero", () => {
  expect(totalsOf([sample(0, "a", { chat_rate: 4 })])[0]).toMatchObject({ viewers: null, chat_rate: 4 });
});

test("a counter's change covers its window, or the time since the start", () => {
  const points = [point(0, { coins: 100 }), point(300, { coins: 150 }), point(600, { coins: 200 }), point(900, { coins: 260 })];
  expect(counterChange(points, "coins", 300, 910_000, 10 * MIN)).toEqual({ by: 150, overMs: 600_000, fromStart: false });
  expect(counterChange(points.slice(2), "coins", 300, 910_000, 10 * MIN)).toEqual({ by: 100, overMs: 310_000, fromStart: true });
  expect(counterChange([], "coins", 300, 910_000, 10 * MIN)).toBeNull();
});

test("a counter that begins anew never gives a negative change", () => {
  const points = [point(0, { likes: 900 }), point(60, { likes: 1000 }), point(120, { likes: 20 })];
  expect(counterChange(points, "likes", 50, 130_000, 10 * MIN)?.by).toBe(100 + 20 + 30);
});

test("a gauge's change may be negative and is unknown without a value", () => {
  const points = [point(0, { viewers: 500 }), point(600, { viewers: 450 })];
  expect(gaugeChange(points, "viewers", 400, 700_000, 30 * MIN)?.by).toBe(-100);
  expect(gaugeChange(points, "viewers", null, 700_000, 30 * MIN)).toBeNull();
  expect(gaugeChange([point(0)], "viewers", 400, 700_000, 30 * MIN)).toBeNull();
});

test("increments per minute end with the running minute", () => {
  const points = [point(0, { gifts: 0 }), point(50, { gifts: 5 }), point(110, { gifts: 9 })];
  expect(perMinute(points, "gifts", 10, 120_000, 3)).toEqual([0, 5, 5]);
  expect(perMinute([], "gifts", 10, 120_000, 3)).toEqual([0, 0, 0]);
});

test("a spark's line bridges the slots between samples, but no gap", () => {
  const points = [point(0, { viewers: 10 }), point(10, { viewers: 20 }), point(200, { viewers: 50 })];
  const line = lineOf(points, "viewers", 60, 210_000, 30 * MIN, 43);
  expect(line[0]).toBe(10);
  expect(line[1]).toBe(15);
  expect(line[2]).toBe(20);
  expect(line[20]).toBeNull();
  expect(line[42]).toBe(60);
});
