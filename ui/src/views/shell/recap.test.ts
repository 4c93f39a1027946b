import { expect, test } from "vitest";
import { endedBetween } from "./recap";

const session = (id: number, started_at: number, ended_at: number | null) => ({ id, channel: "twitch:a", started_at, ended_at, viewers_average: null, gaps: [] });

test("what has just ended is told once, of several channels the one that ran longest", () => {
  const before = [session(1, 10, null), session(2, 5, null), session(3, 0, 4)];
  const after = [session(1, 10, 20), session(2, 5, 20), session(3, 0, 4)];
  expect(endedBetween(before, after)?.id).toBe(2);
  expect(endedBetween(after, after)).toBeNull();
  expect(endedBetween([], after)).toBeNull();
});
