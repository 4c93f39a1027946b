import { expect, test } from "vitest";
import { hashOf, placeOf } from "./route.svelte";

test.each([
  ["", { view: "live", of: "" }],
  ["#history/12", { view: "history", of: "12" }],
  ["#/parts", { view: "parts", of: "" }],
  ["#viewers/twitch%3A71%2F2", { view: "viewers", of: "twitch:71/2" }],
  ["#nowhere/5", { view: "live", of: "" }],
  ["#history/%E0%A4%A", { view: "history", of: "" }],
] as const)("%s", (hash, place) => expect(placeOf(hash)).toEqual(place));

test("a place survives its address", () => {
  for (const of of ["", "12", "generic:ä/b c%"]) expect(placeOf(hashOf("viewers", of))).toEqual({ view: "viewers", of });
});
