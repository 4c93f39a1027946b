import { expect, test } from "vitest";
import type { XpRules } from "../../api/wire";
import { draftOf, example, rulesOf, thousandths } from "./xp";

const rules: XpRules = { message: 1000, coin: 1000, gift: 0, like: 100, share: 5000, follow: 10_000, subscription: 100_000, level_step: 100 };

test("rules survive being edited", () => expect(rulesOf(draftOf(rules))).toEqual({ rules, bad: [] }));

test("decimals are read with a point or a comma, to the thousandth", () => {
  expect([thousandths("0.1"), thousandths("0,25"), thousandths("3"), thousandths("2.001")]).toEqual([100, 250, 3000, 2001]);
  expect([thousandths(""), thousandths("-1"), thousandths("1.2345"), thousandths("x")]).toEqual([null, null, null, null]);
});

test("what cannot be is named", () => expect(rulesOf({ ...draftOf(rules), like: "?", level_step: "0" })).toEqual({ rules: null, bad: ["like", "level_step"] }));

test("the example follows the rules", () => expect(example(rules)).toEqual({ points: 700, level: 3 }));
