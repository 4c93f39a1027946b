import { expect, test } from "vitest";
import { isByHand, together } from "./saved";

const asked = (text: string): URLSearchParams => new URLSearchParams(text);

test("an address that says something itself is by hand, unless it names a saved overlay", () => {
  expect([isByHand(asked("show=likes")), isByHand(asked("token=t&demo=1")), isByHand(asked("")), isByHand(asked("id=goal-2&bare=1")), isByHand(asked("locale=de"))]).toEqual([true, false, false, false, false]);
});

test("what the address says stands before what is set", () => {
  expect(together(asked("id=goal-2&bare=1"), { bare: "0", look: "ring" }).toString()).toBe("id=goal-2&bare=1&look=ring");
});

test("a language that was chosen stands before the window's", () => {
  expect(together(asked("locale=de"), { locale: "fr" }).toString()).toBe("locale=fr");
  expect(together(asked("locale=de"), {}).toString()).toBe("locale=de");
});

test("each part of a HUD is a parameter of its own", () => {
  expect(together(asked(""), { part: "number;x=1\n\ntimer;x=2" }).getAll("part")).toEqual(["number;x=1", "timer;x=2"]);
});
