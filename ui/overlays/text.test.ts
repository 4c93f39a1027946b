import { describe, expect, it } from "vitest";
import { lineOf } from "./lines";
import { figuresOf, clockText, valueOf } from "./numbers";
import { ageOf } from "./part";
import corpus from "../../tests/payloads.ndjson?raw";
import { clean, cleanName } from "./text";
import type { Stats, StreamEvent } from "../src/api/wire";

describe("other people's text", () => {
  it.each([
    ["a\nb\r\nc\0d", "a b c d"], ["x\u202Eevil\u202C", "x evil"], ["a\u2028b", "a b"], ["\ufeff  hi  ", "hi"], ["<b>&amp;", "<b>&amp;"],
    ["z\u0301\u0301\u0301\u0301\u0301\u0301", "z\u0301\u0301\u0301\u0301"], ["👩‍🚀", "👩‍🚀"], ["", ""],
  ])("%j stands as %j", (text, shown) => expect(clean(text)).toBe(shown));

  it("is cut between letters", () => {
    expect(cleanName("🌹".repeat(100))).toBe(`${"🌹".repeat(63)}…`);
    expect(clean("x".repeat(10_000), 300)).toHaveLength(300);
  });
});

describe("a number", () => {
  it("is whole, and unknown when nobody told it", () => {
    const stats = { viewers: null, chat_rate: 84.6, likes: 0 } as Stats;
    expect([valueOf(stats, "viewers"), valueOf(stats, "chat_rate"), valueOf(stats, "likes"), valueOf(undefined, "likes")]).toEqual([null, 85, 0, null]);
  });

  it("of a clock counts hours without end", () => {
    const table = [[0, "0:00:00"], [8_047_999, "2:14:07"], [100 * 3_600_000, "100:00:00"], [-5, "0:00:00"]] as const;
    for (const [ms, text] of table) expect(clockText(ms)).toBe(text);
  });

  it("of an age is told after a minute", () => {
    const table = [[59_999, ""], [60_000, "1 min old"], [725_000, "12 min old"], [7_200_000, "2 h old"], [259_200_000, "3 days old"]] as const;
    for (const [ms, text] of table) expect(ageOf(ms)).toBe(text);
  });
});

describe("an event in words", () => {
  const base = { channel: "twitch:luna", source: "push", at: 1, user: { id: "1", name: "Ann" } };
  it.each([
    [{ type: "gift", gift: "Rose", coins: 1, count: 1, combo: "c", repeat: 1200 }, ["Ann", "Rose", "×1,200"]],
    [{ type: "tip", amount: 25_000_000, currency: "EUR", text: "for you" }, ["Ann", "“for you”", "€25.00"]],
    [{ type: "subscription", count: 1, months: 14, resub: true, tier: "1000" }, ["Ann", "subscribed again · month 14", "Tier 1"]],
    [{ type: "raid", viewers: 4200 }, ["Ann", "raids with", "4,200"]],
    [{ type: "trigger", trigger: "viewer_spike", details: { from: 40_000, to: 55_000 } }, ["Viewer spike", "40,000 → 55,000", "+37.5\u2009%"]],
    [{ type: "follow" }, ["Ann", "followed", ""]],
    [{ type: "trigger", trigger: "constructor", details: {} }, ["Constructor", "", ""]],
    [{ type: "tip", amount: 5_000_000, currency: "toString" }, ["Ann", "tipped", "5 toString"]],
    [{ type: "subscription", count: 1, tier: "valueOf" }, ["Ann", "subscribed", "valueOf"]],
  ])("%j", (event, said) => {
    const line = lineOf({ ...base, ...event } as StreamEvent, figuresOf("en-US"));
    expect([line?.who, line?.what, line?.amount]).toEqual(said);
  });
});

describe("the corpus of other people's texts", () => {
  const payloads = corpus.trim().split("\n").map((line) => JSON.parse(line) as { text: string; shown: string; name: string });
  it.each(payloads)("shows $text as it may be shown", ({ text, shown, name }) => {
    expect([clean(text), cleanName(text)]).toEqual([shown, name]);
  });
});
