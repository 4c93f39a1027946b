import { expect, test } from "vitest";
import { rateOf } from "./rate";

test("a rate is a whole number of events, or none", () => {
  for (const [typed, rate] of [["", null], ["  ", null], ["1", 1], [" 50 ", 50], ["1000000", 1_000_000]] as const) expect(rateOf(typed)).toBe(rate);
  for (const typed of ["0", "-1", "1.5", "1e3", "1000001", "many", "12345678"]) expect(rateOf(typed)).toBeUndefined();
});
