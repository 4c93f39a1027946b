import { expect, test } from "vitest";
import type { GoalRule } from "../../api/wire";
import { counterOf, draftOf, keyOf, ruleOf, wholeOf } from "./goal";

const said = { nameBad: "name", targetBad: "target", stepBad: "step" };
const rule: GoalRule = { name: "Subs", counter: { tips: "EUR" }, channel: "twitch:a", start: 5_000_000, target: 100_000_000, lasts: "always", on_reached: { step: 50_000_000 } };

test("a goal survives being edited", () => expect(ruleOf(draftOf(rule), said)).toEqual({ rule, mistakes: {} }));

test("what is missing is said where it is missing", () => {
  expect(ruleOf(draftOf(null), said)).toEqual({ rule: null, mistakes: { name: "name", target: "target" } });
  const draft = { ...draftOf(rule), start: "100", step: "0" };
  expect(ruleOf(draft, said).mistakes).toEqual({ target: "target", step: "step" });
});

test("money is typed with its cents and kept in millionths", () => {
  const draft = draftOf({ ...rule, start: 5_500_000 });
  expect([draft.start, draft.target, draft.step]).toEqual(["5.50", "100", "50"]);
  expect(ruleOf(draft, said).rule).toEqual({ ...rule, start: 5_500_000 });
  const target = (typed: string) => ruleOf({ ...draftOf(rule), target: typed }, said).rule?.target;
  expect(["1.000,50", "1,000.5", "1.000", "10,000", " 12,3 "].map(target)).toEqual([1_000_500_000, 1_000_500_000, 1_000_000_000, 10_000_000_000, 12_300_000]);
});

test("what a platform counts whole is typed as it is kept", () => {
  const bits: GoalRule = { ...rule, counter: { tips: "twitch_bit" }, start: 5, target: 1000, on_reached: { step: 50 } };
  expect(draftOf(bits)).toMatchObject({ start: "5", target: "1000", step: "50" });
  expect(ruleOf(draftOf(bits), said).rule).toEqual(bits);
});

test("a target that could not be counted exactly is refused", () => {
  const of = (typed: string) => ruleOf({ ...draftOf(rule), target: typed }, said);
  expect(of("9007199254.74").rule?.target).toBe(9_007_199_254_740_000);
  expect(of("9007199255")).toEqual({ rule: null, mistakes: { target: "target" } });
  expect(of("999999999999999").mistakes).toEqual({ target: "target" });
});

test("numbers are read as people write them", () => {
  expect([wholeOf("10,000"), wholeOf("10.000"), wholeOf("10 000"), wholeOf(" 7 ")]).toEqual([10_000, 10_000, 10_000, 7]);
  expect([wholeOf(""), wholeOf("-5"), wholeOf("ten"), wholeOf("1e9")]).toEqual([null, null, null, null]);
});

test("a counter survives its key", () => {
  for (const counter of ["likes", { tips: "twitch_bit" }] as const) expect(counterOf(keyOf(counter))).toEqual(counter);
});
