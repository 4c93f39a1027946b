import { expect, test } from "vitest";
import { bytes, change, count, duration, left, length, money, percent, share, short, span, writeIn } from "./format";

test.each([
  [count(0), "0"], [count(12345678), "12,345,678"], [count(-5), "−5"], [count(1284.4), "1,284"], [count(null), "–"], [count(undefined), "–"], [count(Number.NaN), "–"],
  [change(131), "+131"], [change(-1200), "−1,200"], [change(0), "0"], [change(0.3), "0"],
  [short(0), "0"], [short(950), "950"], [short(1500), "1.5k"], [short(40_000), "40k"], [short(2_000_000), "2M"], [short(2.5), "2.5"],
  [percent(37.5), "+37.5\u2009%"], [percent(-4), "−4.0\u2009%"], [percent(0), "0.0\u2009%"],
  [duration(8_047_000), "2:14:07"], [duration(0), "0:00:00"], [duration(-5), "0:00:00"], [duration(360_000_000), "100:00:00"],
  [span(200), "0.2 s"], [span(42_900), "42 s"], [span(360_000), "6 min"], [span(7_300_000), "2 h"],
  [left(11_400), "12 s"], [left(7_200), "8 s"], [left(61_000), "1 min"],
  [bytes(950), "950 B"], [bytes(48_210_000), "48.2 MB"], [share(1, 4), "25\u2009%"], [share(1, 0), "–"],
  [length(8_047_000), "2:14 h"], [length(420_000), "7 min"], [length(0), "10 s"],
  [money(25, "EUR"), "€25.00"], [money(3, "no currency"), "3 no currency"],
])("%s", (made, expected) => expect(made).toBe(expected));

test("numbers follow the chosen language", () => {
  writeIn("de");
  expect([count(12_345), short(1500)]).toEqual(["12.345", "1,5k"]);
  writeIn("en");
  expect(count(12_345)).toBe("12,345");
});
