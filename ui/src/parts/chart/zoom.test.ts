import { expect, test } from "vitest";
import { panned, seenOf, zoomed } from "./zoom";

const whole = { from: 0, to: 3600 };

test("without a zoom the whole is seen, and zooming out far ends it", () => {
  expect(seenOf(whole, null)).toEqual(whole);
  expect(zoomed(whole, zoomed(whole, null, 2), 0.1)).toBeNull();
});

test("what is pointed at stays where it is", () => {
  const seen = seenOf(whole, zoomed(whole, null, 2, 900));
  expect(seen).toEqual({ from: 450, to: 2250 });
  expect((900 - seen.from) / (seen.to - seen.from)).toBe(0.25);
});

test("a look at the end follows it", () => {
  const zoom = zoomed(whole, null, 4);
  expect(zoom).toEqual({ width: 900, end: null });
  expect(seenOf({ from: 0, to: 4000 }, zoom)).toEqual({ from: 3100, to: 4000 });
});

test("panning stops at both ends and stays put while time goes on", () => {
  let zoom = zoomed(whole, null, 4);
  zoom = panned(whole, zoom, -0.5);
  expect(seenOf(whole, zoom)).toEqual({ from: 2250, to: 3150 });
  expect(seenOf({ from: 0, to: 9000 }, zoom)).toEqual({ from: 2250, to: 3150 });
  for (let i = 0; i < 20; i++) zoom = panned(whole, zoom, -0.5);
  expect(seenOf(whole, zoom)).toEqual({ from: 0, to: 900 });
  for (let i = 0; i < 20; i++) zoom = panned(whole, zoom, 0.5);
  expect(zoom).toEqual({ width: 900, end: null });
});

test("nothing shorter than a minute is looked at", () => {
  let zoom = null;
  for (let i = 0; i < 30; i++) zoom = zoomed(whole, zoom, 2, 1800);
  const seen = seenOf(whole, zoom);
  expect(seen.to - seen.from).toBe(60);
});
