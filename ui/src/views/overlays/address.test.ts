import { expect, test } from "vitest";
import { catalogue } from "../../../overlays/catalogue";
import { addressOf, fits, OVERLAYS, parametersOf, sizeOf, usual, withOption } from "./address";

const HTTP = "http://127.0.0.1:7828";

test("an address says what is not as usual, and the token last", () => {
  expect(addressOf(HTTP, "stats", {}, "en-US", null)).toBe(`${HTTP}/o/stats`);
  expect(addressOf(HTTP, "goal", { look: "ring", target: "3000", title: "Föllows & more", bare: "1" }, "de", "sgr1_x")).toBe(
    `${HTTP}/o/goal?bare=1&locale=de&look=ring&target=3000&title=F%C3%B6llows+%26+more&token=sgr1_x`,
  );
});

test("what cannot be is not in the address", () => {
  expect(addressOf(HTTP, "feed", { rows: "99" }, "en-US", null)).toBe(`${HTTP}/o/feed`);
  expect(fits(catalogue.feed.parameters.rows, "7")).toBe(true);
});

test("a HUD has one part= for each of its parts", () => {
  const parts = "number;x=40;y=300\ntimer;x=1;y=2";
  expect(new URL(addressOf(HTTP, "hud", { part: parts }, "en-US", null)).searchParams.getAll("part")).toEqual(parts.split("\n"));
});

test("the usual value of every parameter fits it and leaves nothing in the options", () => {
  for (const name of OVERLAYS) for (const [key, parameter] of parametersOf(name)) {
    expect([name, key, fits(parameter, usual(parameter))]).toEqual([name, key, true]);
    expect(withOption({ [key]: "x" }, key, usual(parameter), parameter, "en-US")).toEqual({});
  }
});

test("another language than the window's is kept, and the window's own needs no choice", () => {
  const { locale } = catalogue.stats.parameters;
  expect(withOption({}, "locale", "en-US", locale, "de")).toEqual({ locale: "en-US" });
  expect(withOption({ locale: "fr" }, "locale", "de", locale, "de")).toEqual({});
  expect(addressOf(HTTP, "stats", { locale: "en-US" }, "de", null)).toBe(`${HTTP}/o/stats`);
});

test("a look has its own size", () => {
  expect(sizeOf("goal", { look: "ring" })).toEqual({ width: 320, height: 320 });
  expect(sizeOf("feed", { rows: "3" })).toEqual({ width: 440, height: 170 });
  expect(sizeOf("stats", {})).toEqual({ width: 1280, height: 104 });
});
