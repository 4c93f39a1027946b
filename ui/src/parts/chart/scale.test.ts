import { expect, test } from "vitest";
import { buckets, gapsIn, ladder, levelScale, timeTicks } from "./scale";

test.each([[0], [1], [3], [9], [47], [950], [61_750], [80_000], [99_999], [1_234_567]])("a scale up to %d has at most four round lines and air above", (max) => {
  const { top, ticks } = levelScale(max);
  expect(ticks.length).toBeLessThanOrEqual(4);
  expect(ticks[0]).toBe(0);
  expect(top).toBeGreaterThanOrEqual(max);
  expect(ticks.every((tick) => Number(tick.toPrecision(2)) === tick && tick <= top)).toBe(true);
});

test("lines are at round numbers", () => {
  expect(levelScale(61_750).ticks).toEqual([0, 20_000, 40_000, 60_000]);
  expect(levelScale(7).ticks).toEqual([0, 2, 4, 6]);
});

test("a staff has three equal parts and room above the peak", () => {
  expect(ladder(0)).toEqual({ top: 150, labels: [0, 50, 100, 150] });
  expect(ladder(61_204)).toEqual({ top: 75_000, labels: [0, 25_000, 50_000, 75_000] });
  for (const peak of [1, 149, 150, 151, 9_999, 1_000_000]) expect(ladder(peak).top).toBeGreaterThan(peak);
});

test("ticks stand at round local times", () => {
  const ticks = timeTicks(100, 900, 0);
  expect(ticks.map((tick) => tick.at)).toEqual([120, 180, 240, 300, 360, 420, 480, 540, 600, 660, 720, 780, 840, 900]);
  expect(ticks.filter((tick) => tick.major).map((tick) => tick.at)).toEqual([300, 600, 900]);
  // India: half an hour beside the hour.
  expect(timeTicks(0, 5 * 3600, 5.5 * 3600).filter((tick) => tick.major).map((tick) => tick.at)).toEqual([1800, 5400, 9000, 12600, 16200]);
});

test("a gap is where neighbours lie too far apart", () => {
  expect(gapsIn([0, 10, 80, 90, 150], 60)).toEqual([{ from: 10, to: 80 }]);
  expect(gapsIn([], 60)).toEqual([]);
});

test("bars keep their grid as time moves on", () => {
  expect(buckets([5, 15, 25, 35], [1, 3, null, 8], 20)).toEqual([{ at: 0, value: 2 }, { at: 20, value: 8 }]);
  expect(buckets([15, 25, 35], [3, null, 8], 20)[1]).toEqual({ at: 20, value: 8 });
});
