import { describe, expect, it } from "vitest";
import type { StreamEvent } from "../src/api/wire";
import type { Sample } from "../src/api/wire";
import { figuresOf } from "./numbers";
import { Course, earlier, pathOf, scaleOf } from "./chart/course";
import { arc } from "./goal/ring";
import { placedOf, writtenPart } from "./hud/address";
import { roundEnd } from "./number/staff";
import { newestShot, nextTime } from "./timer/times";

describe("the chart", () => {
  it("keeps one value a step and breaks at gaps", () => {
    const course = new Course(1000, 5);
    expect([course.note(0, 1), course.note(900, 1), course.note(950, 2), course.note(3000, 4)]).toEqual([true, false, true, true]);
    expect(course.points).toEqual([2, null, null, 4]);
    for (let n = 4; n < 20; n++) course.note(n * 1000, n);
    expect(course.points).toEqual([15, 16, 17, 18, 19]);
    course.note(100_000, 7);
    expect(course.points).toEqual([7]);
  });

  it("draws from the right edge", () => {
    const box = { width: 100, height: 10, low: 0, high: 10 };
    expect(pathOf([0, null, 10], 11, box)).toBe("M80.0 10.0M100.0 0.0");
    expect(pathOf([5, 5], 11, box)).toBe("M90.0 5.0L100.0 5.0");
    expect(scaleOf([])).toEqual({ low: 0, high: 1 });
    expect(scaleOf([100, 100]).low).toBeGreaterThan(0);
  });
});

describe("scales", () => {
  it("end at round thirds above the value", () => {
    for (const [value, end] of [[0, 12], [11, 12], [12, 15], [55_014, 60_000], [71_000, 75_000], [118_000, 150_000], [1e6, 1.2e6]] as const) {
      expect(roundEnd(value)).toBe(end);
    }
  });

  it("of a ring are three quarters of a circle", () => {
    expect(arc(0)).toBe("");
    expect(arc(1)).toBe("M66.7 253.3A132 132 0 1 1 253.3 253.3");
  });
});

describe("the shot timer", () => {
  const shot = (n: number) => ({ type: "timer_event", event_type: "shot_detected", data: { current_shot: n, current_time: 15.67, split_time: 5.23 } }) as StreamEvent;
  const run = (event_type: string) => ({ type: "run_update", event_type, data: {} }) as StreamEvent;
  it("shows the newest shot of the run", () => {
    expect(newestShot([shot(3), shot(2)])).toEqual({ shot: 3, time: 15.67, split: 5.23 });
    expect(newestShot([run("run_completed"), shot(3)])).toMatchObject({ shot: 3 });
    expect(newestShot([run("run_started"), shot(3)])).toBeNull();
    expect(newestShot([{ ...shot(1), data: "broken" } as StreamEvent])).toBeNull();
  });
});

describe("a countdown", () => {
  it("ends at the next such time of day", () => {
    const now = new Date(2026, 0, 10, 20, 0).getTime();
    expect(nextTime("20:30", now)).toBe(now + 30 * 60_000);
    expect(nextTime("20:00", now)).toBe(now + 24 * 3_600_000);
    for (const wrong of ["", "25:00", "8", "20:60"]) expect(nextTime(wrong, now)).toBeNull();
  });
});

describe("a HUD's address", () => {
  it("places parts with their own parameters", () => {
    const { placed, faults } = placedOf(["number;x=40;y=-3.5;scale=1.5;value=likes;title=A%3BB", "chat"]);
    expect(placed.map(({ name, x, y, scale, values }) => [name, x, y, scale, values.toString()])).toEqual([
      ["number", 40, -3.5, 1.5, "value=likes&title=A%3BB"], ["chat", 0, 0, 1, ""],
    ]);
    expect(faults).toEqual([]);
    expect(placedOf(placed.map(writtenPart)).placed).toEqual(placed);
  });

  it("names what is no part", () => {
    expect(placedOf(["hud;x=1", "__proto__", "nmber"]).faults.map((one) => one.what)).toEqual([
      "There is no part “hud”.", "There is no part “__proto__”.", "There is no part “nmber”.",
    ]);
  });
});

describe("what was before the page was opened", () => {
  const sample = (at: number, channel: string, viewers: number | null): Sample =>
    ({ at, channel, viewers, chat_rate: 0, likes: 0, coins: 0, gifts: 0, follows: 0, shares: 0, subscriptions: 0 });

  it("is the sum of the channels, step by step", () => {
    const samples = [sample(10_000, "a", 5), sample(10_000, "b", 2), sample(20_000, "a", 7), sample(30_000, "a", 8)];
    expect(earlier(samples, "viewers", new Course(10_000, 100)).points).toEqual([7, 9, 10]);
  });

  it("holds between two samples and never over a gap", () => {
    const samples = [sample(10_000, "a", 5), sample(20_000, "a", 7), sample(120_000, "a", 1)];
    const { points } = earlier(samples, "viewers", new Course(5_000, 100));
    expect(points.slice(0, 4)).toEqual([5, 5, 7, null]);
    expect([points.length, points.at(-1)]).toEqual([23, 1]);
  });
});

describe("the short form of a number", () => {
  it.each([["en-US", 9_500, "9,500"], ["en-US", 75_000, "75k"], ["de", 24_000, "24k"], ["de", 12_500, "12,5k"], ["en-US", 1_200_000, "1.2M"]] as const)(
    "in %s is short: %d → %s", (locale, n, text) => expect(figuresOf(locale).short(n)).toBe(text));
});
