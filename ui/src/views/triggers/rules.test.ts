import { expect, test } from "vitest";
import { wholeOf, wordsOf } from "./rules";

test("words are taken once each, in the order in which they are typed", () => {
  expect(wordsOf(" hype, GG ,\ngg, Hype train,,")).toEqual(["hype", "GG", "Hype train"]);
  expect(wordsOf("")).toEqual([]);
});

test.each([["1,000", 1000], ["30", 30], ["0", null], ["-1", null], ["ten", null]])("%s is %s", (typed, value) => {
  expect(wholeOf(typed, 1)).toBe(value);
});
