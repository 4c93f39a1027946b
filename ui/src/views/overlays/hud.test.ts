import { expect, test } from "vitest";
import { catalogue } from "../../../overlays/catalogue";
import { USUAL } from "../../../overlays/hud/address";
import { added, boxOf, movedTo, partsOf, scaledTo, withValue, writtenParts } from "./hud";

const one = () => partsOf("number;x=40;y=300")[0]!;

test("a HUD that says nothing has the usual parts, and moving one keeps the others", () => {
  const parts = partsOf(undefined);
  expect(parts.length).toBe(USUAL.length);
  expect(writtenParts(partsOf(writtenParts(parts)))).toBe(writtenParts(parts));
});

test("a part moves on the grid, or freely, and never out of reach", () => {
  expect(movedTo(one(), 101, 299, false)).toMatchObject({ x: 104, y: 296 });
  expect(movedTo(one(), 101, 299, true)).toMatchObject({ x: 101, y: 299 });
  expect(movedTo(one(), -9999, 9999, true)).toMatchObject({ x: -280, y: 1040 });
});

test("a part scales in steps between a quarter and four", () => {
  expect([1.513, 0, 99].map((scale) => scaledTo(one(), scale).scale)).toEqual([1.5, 0.25, 4]);
  expect(boxOf({ ...one(), scale: 2 })).toEqual({ x: 40, y: 300, width: 640, height: 224 });
});

test("a new part stands in the middle and not upon its like", () => {
  const twice = added(added([], "number"), "number");
  expect(twice.map(({ x, y }) => [x, y])).toEqual([[800, 488], [800, 528]]);
});

test("a part's own option is in its text, and what is as usual is not", () => {
  const { value } = catalogue.number.parameters;
  const set = withValue([one()], 0, "value", "likes", value);
  expect(writtenParts(set)).toBe("number;x=40;y=300;value=likes");
  expect(writtenParts(withValue(set, 0, "value", "viewers", value))).toBe("number;x=40;y=300");
});
