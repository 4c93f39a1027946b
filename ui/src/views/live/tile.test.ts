import { expect, test } from "vitest";
import type { Point } from "../../numbers/course";
import { changesOf } from "./tile";

const MIN = 60_000;
const point = (minute: number, more: Partial<Point> = {}): Point => ({
  at: minute * MIN, viewers: null, chat_rate: 0, likes: 0, coins: 0, gifts: 0, follows: 0, shares: 0, subscriptions: 0, ...more,
});
/** One a minute: viewers are told from this minute on, likes from the beginning. */
const course = (minutes: number, told = 0): Point[] => Array.from({ length: minutes }, (_, minute) => point(minute, { viewers: minute < told ? null : 100 + minute, likes: minute }));

test("a number's changes are told over its windows and since the start", () => {
  const over = (by: number, minutes: number, fromStart: boolean) => ({ by, overMs: minutes * MIN, fromStart });
  expect(changesOf(course(41), "viewers", 150, 41 * MIN)).toEqual([over(19, 10, false), over(39, 30, false), over(50, 41, true)]);
  expect(changesOf(course(41), "likes", 50, 41 * MIN)).toEqual([over(19, 10, false), over(39, 30, false), over(50, 41, true)]);
  expect(changesOf(course(5), "likes", 9, 5 * MIN)).toEqual([over(9, 5, true)]);
});

test("a span is told once where viewers are known for less than a window", () => {
  expect(changesOf(course(41, 36), "viewers", 150, 41 * MIN)).toEqual([{ by: 14, overMs: 5 * MIN, fromStart: false }]);
  expect(changesOf(course(41, 20), "viewers", 150, 41 * MIN).map((change) => change.overMs)).toEqual([10 * MIN, 21 * MIN]);
});

test("under a minute, and of what nobody told, there is nothing to tell", () => {
  expect(changesOf(course(1), "likes", 9, 30_000)).toEqual([]);
  expect(changesOf(course(41, 41), "viewers", 150, 41 * MIN)).toEqual([]);
  expect(changesOf([], "viewers", 150, MIN)).toEqual([]);
});
