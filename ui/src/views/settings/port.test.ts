import { expect, test } from "vitest";
import { portOf } from "./port";

test.each([["5000", 5000], [" 8000 ", 8000], ["80", null], ["65536", null], ["5e3", null], ["", null], ["-5000", null]])("%s is %s", (typed, port) => {
  expect(portOf(typed)).toBe(port);
});

test("where another program listens may be any port but 0", () => {
  expect(["80", "0", "65536"].map((typed) => portOf(typed, 1))).toEqual([80, null, null]);
});
