import { expect, test } from "vitest";
import { catalogue } from "../../../overlays/catalogue";
import { addressOf, fits, OVERLAYS, parametersOf, sizeOf, usual, withOption } from "./address";

const HTTP = "http://127.0.0.1:7828";

test("an address is short and stays: the id where there is one, and the token last", () => {
  expect(addressOf(HTTP, { page: "stats", id: "stats" }, "en-US", null)).toBe(`${HTTP}/o/stats`);
  expect(addressOf(HTTP, { page: "goal", id: "goal-2" }, "en-US", "sgr1_x")).toBe(`${HTTP}/o/goal?id=goal-2&token=sgr1_x`);
  expect(addressOf(HTTP, { page: "hud", id: "hud" }, "de", "sgr1_x", true)).toBe(`${HTTP}/o/hud?locale=de&demo=1&token=sgr1_x`);
});

test("what cannot be is known", () => {
  expect([fits(catalogue.feed.parameters.rows, "7"), fits(catalogue.feed.parameters.rows, "99")]).toEqual([true, false]);
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
});

test("a look has its own size", () => {
  expect(sizeOf("goal", { look: "ring" })).toEqual({ width: 320, height: 320 });
  expect(sizeOf("feed", { rows: "3" })).toEqual({ width: 440, height: 170 });
  expect(sizeOf("stats", {})).toEqual({ width: 1280, height: 104 });
});
