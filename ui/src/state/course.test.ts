import { beforeEach, expect, test, vi } from "vitest";
import type { Sample, Stats } from "../api/wire";
import type { LiveState } from "../feed/apply";
import { course } from "./course.svelte";

const { samples } = vi.hoisted(() => ({ samples: vi.fn<(since: number) => Promise<Sample[]>>() }));
vi.mock("../api/ask", () => ({ samples }));

const HOUR = 3_600_000;
let session = 0;

const note = (at: number, firstAt = 0): void => {
  const totals = { viewers: 1, first_at: firstAt } as Partial<Stats> as Stats;
  course.note({ at, totals, channels: {}, profileId: "p", epoch: String(session) } as Partial<LiveState> as LiveState);
};
const times = (): number[] => course.points.map((point) => point.at);

beforeEach(() => {
  session += 1;
  samples.mockReset().mockResolvedValue([]);
});

test("a step back in time drops only what lies ahead", () => {
  for (const at of [0, 10_000, 20_000, 30_000, 40_000]) note(at);
  note(31_000);
  expect(times()).toEqual([0, 10_000, 20_000, 30_000, 40_000]);
  note(25_000);
  expect(times()).toEqual([0, 10_000, 20_000]);
  note(30_000);
  expect(times()).toEqual([0, 10_000, 20_000, 30_000]);
});

test("the samples of this session are asked for, of the last day at most", async () => {
  note(5 * HOUR, 2 * HOUR);
  await vi.waitFor(() => expect(samples).toHaveBeenLastCalledWith(2 * HOUR));
  session += 1;
  note(30 * HOUR, 2 * HOUR);
  await vi.waitFor(() => expect(samples).toHaveBeenLastCalledWith(6 * HOUR));
});

test("a session that is told all at once, long after it began, has its past", async () => {
  course.note({ at: HOUR, totals: { viewers: null, first_at: null }, channels: {}, profileId: "p", epoch: String(session) } as unknown as LiveState);
  expect(samples).not.toHaveBeenCalled();
  note(2 * HOUR, HOUR);
  await vi.waitFor(() => expect(samples).toHaveBeenLastCalledWith(HOUR));
});

test("what was seen before that day stays when the stream leaps", async () => {
  note(HOUR);
  samples.mockResolvedValue([{ ...course.points[0]!, at: 30 * HOUR, channel: "c" }]);
  note(40 * HOUR);
  await vi.waitFor(() => expect(times()).toEqual([HOUR, 30 * HOUR, 40 * HOUR]));
});
