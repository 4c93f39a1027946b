import { expect, test } from "vitest";
import { evidenceOf, riseOf } from "./evidence";

test("evidence is read in the words of our rules and of others' tools", () => {
  expect(evidenceOf({ from: 4120, to: 9880, percent: 139.8, window_s: 60 })).toEqual({ from: 4120, to: 9880, percent: 139.8, seconds: 60, what: [], people: null });
  expect(evidenceOf({ before: 40000, after: 55000 })).toEqual({ from: 40000, to: 55000, percent: 37.5, seconds: null, what: [], people: null });
  expect(evidenceOf({ spike_percent: 37.5 })).toEqual({ from: null, to: null, percent: 37.5, seconds: null, what: [], people: null });
  expect(evidenceOf({ from: 0, to: 9 }).percent).toBeNull();
  expect(evidenceOf({ from: "many" })).toEqual({ from: null, to: null, percent: null, seconds: null, what: [], people: null });
  expect(evidenceOf(null)).toEqual({ from: null, to: null, percent: null, seconds: null, what: [], people: null });
});

test("what it was about is told: an emote and its people, or the kinds that came together", () => {
  expect(evidenceOf({ what: "🦊", unique_chatters: 12, window_s: 10 })).toMatchObject({ what: ["🦊"], people: 12, seconds: 10 });
  expect(evidenceOf({ triggers: ["viewer_spike", "gift_burst"] }).what).toEqual(["viewer_spike", "gift_burst"]);
});

test("the rise lies on a scale of its own", () => {
  expect(riseOf(evidenceOf({ from: 40, to: 80 }))).toEqual({ start: 40, end: 80 });
  expect(riseOf(evidenceOf({ from: 80, to: 40 }))).toEqual({ start: 40, end: 80 });
  expect(riseOf(evidenceOf({ to: 40 }))).toBeNull();
});
