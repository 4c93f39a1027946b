import { expect, test } from "vitest";
import type { GoalRule } from "../../api/wire";
import { counterOf, draftOf, keyOf, ruleOf, wholeOf } from "./goal";

const said = { nameBad: "name", targetBad: "target", stepBad: "step" };
const rule: GoalRule = { name: "Subs", counter: { tips: "EUR" }, channel: "twitch:a", start: 5, target: 100, lasts: "always", on_reached: { step: 50 } };

test("a goal survives being edited", () => expect(ruleOf(draftOf(rule), said)).toEqual({ rule, mistakes: {} }));

test("what is missing is said where it is missing", () => {
  expect(ruleOf(draftOf(null), said)).toEqual({ rule: null, mistakes: { name: "name", target: "target" } });
  const draft = { ...draftOf(rule), start: "100", step: "0" };
  expect(ruleOf(draft, said).mistakes).toEqual({ target: "target", step: "step" });
});

test("numbers are read as people write them", () => {
  expect([wholeOf("10,000"), wholeOf("10.000"), wholeOf("10 000"), wholeOf(" 7 ")]).toEqual([10_000, 10_000, 10_000, 7]);
  expect([wholeOf(""), wholeOf("-5"), wholeOf("ten"), wholeOf("1e9")]).toEqual([null, null, null, null]);
});

test("a counter survives its key", () => {
  for (const counter of ["likes", { tips: "twitch_bit" }] as const) expect(counterOf(keyOf(counter))).toEqual(counter);
});
