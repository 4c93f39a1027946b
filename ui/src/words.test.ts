import { expect, test } from "vitest";
import { de } from "./words/de";
import { en } from "./words/en";

type Tree = { [key: string]: unknown };
/** Every key with what stands there: `history.find text`. */
const keysOf = (tree: Tree, path = ""): string[] =>
  Object.entries(tree).flatMap(([key, value]) => {
    const here = path ? `${path}.${key}` : key;
    if (typeof value === "object" && value !== null) return keysOf(value as Tree, here);
    return [`${here} ${typeof value === "function" ? `takes ${value.length}` : "text"}`];
  });
/** A language may say a fault in words of its own where the other passes the app's on. */
const fixed = (keys: string[]): string[] => keys.filter((key) => !key.startsWith("faults."));

test("both languages have the same keys, and take the same things", () => {
  expect(fixed(keysOf(de)).sort()).toEqual(fixed(keysOf(en)).sort());
});

test("no word is empty, and German is not English by oversight", () => {
  const texts = (tree: Tree): string[] => Object.values(tree).flatMap((value) => (typeof value === "object" && value !== null ? texts(value as Tree) : typeof value === "string" ? [value] : []));
  expect([...texts(en), ...texts(de)].filter((text) => text.trim() === "")).toEqual([]);
  const same = texts(de).filter((text) => text.length > 24 && texts(en).includes(text));
  expect(same).toEqual([]);
});

const sources = import.meta.glob<string>("./**/*.ts", { query: "?raw", import: "default", eager: true });

test("no word shouts", () => {
  for (const language of ["en", "de"]) expect(sources[`./words/${language}.ts`]).not.toMatch(/[a-z]!["`]/);
});

test("no module reads the words while it is loaded: they follow the chosen language", () => {
  expect(Object.keys(sources).length).toBeGreaterThan(40);
  const bad = Object.entries(sources).filter(([file, text]) => !file.includes(".test.") && /^(export )?(const|let) \w+[^=\n]*= (\{ ?\.\.\.)?words\b/m.test(text));
  expect(bad.map(([file]) => file)).toEqual([]);
});
