import { expect, test } from "vitest";
import { itemsOf } from "./item";

const saved = (id: string, page: string) => ({ id, page, name: "Mine", options: { bare: "1" }, own: false });

test("one of each page is always there, as it was set", () => {
  const { first } = itemsOf([saved("goal", "goal")]);
  expect(first.map((item) => item.id)).toContain("hud");
  expect(first.find((item) => item.id === "goal")?.options).toEqual({ bare: "1" });
  expect(first.find((item) => item.id === "stats")?.options).toEqual({});
});

test("what was made stands apart; a page that this version does not know is left alone", () => {
  expect(itemsOf([saved("goal-2", "goal"), saved("map-3", "map")]).made.map((item) => item.id)).toEqual(["goal-2"]);
});
