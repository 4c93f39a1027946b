import { expect, test } from "vitest";
import { Loaded } from "./loaded.svelte";

test("a late answer to an older question changes nothing", async () => {
  const loaded = new Loaded<number>();
  let answer = (_: number): void => undefined;
  const old = loaded.load(() => new Promise((resolve) => (answer = resolve)));
  await loaded.load(async () => 2);
  answer(1);
  await old;
  expect([loaded.value, loaded.busy]).toEqual([2, false]);
});

test("what fails is said, and what was there stays", async () => {
  const loaded = new Loaded<number>();
  await loaded.load(async () => 1);
  await loaded.load(() => Promise.reject({ code: "storage", message: "The disk is full." }));
  expect([loaded.value, loaded.said]).toEqual([1, "The disk is full."]);
});
