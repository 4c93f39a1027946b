import { describe, expect, it } from "vitest";
import type { Stats } from "../../src/api/wire";
import { ageOf } from "../part";
import { clockText, valueOf, wishOf } from "./cells";

const names = (search: string) => wishOf(search).cells.map((cell) => cell.name);

describe("the address", () => {
  it("asks for nothing: the usual numbers of all channels", () => {
    const wish = wishOf("");
    expect(names("")).toEqual(["clock", "viewers", "chat_rate", "likes", "coins", "follows"]);
    expect(wish.cells.reduce((sum, cell) => sum + cell.width, 0)).toBe(1280);
    expect(wish).toMatchObject({ channel: null, bare: false, locale: "en-US", faults: [] });
  });

  it("chooses numbers and their order, each once", () => {
    expect(names("?show=likes,viewers,likes")).toEqual(["clock", "likes", "viewers"]);
    expect(names("?show=viewers,%20clock,,")).toEqual(["viewers", "clock"]);
  });

  it("names what it does not know and shows the rest", () => {
    const wish = wishOf("?show=viewrs,likes,__proto__");
    expect(wish.cells.map((cell) => cell.name)).toEqual(["clock", "likes"]);
    expect(wish.faults).toEqual([
      { what: "No number “viewrs”, “__proto__”.", next: "Check show= in this overlay’s address." },
    ]);
  });

  it("names a language that is none", () => {
    for (const locale of ["xx-nonsense!", "zzz"]) {
      const wish = wishOf(`?locale=${locale}`);
      expect([wish.locale, wish.faults[0]?.what]).toEqual(["en-US", `No language “${locale}”.`]);
    }
    expect(wishOf("?locale=de")).toMatchObject({ locale: "de", faults: [] });
  });

  it("may ask for one channel, without a plate", () => {
    expect(wishOf("?channel=twitch:xqc&bare=1")).toMatchObject({ channel: "twitch:xqc", bare: true });
  });
});

describe("a number", () => {
  it("is whole, and unknown when nobody told it", () => {
    const stats = { viewers: null, chat_rate: 84.6, likes: 0 } as Stats;
    expect(valueOf(stats, "viewers")).toBeNull();
    expect(valueOf(stats, "chat_rate")).toBe(85);
    expect(valueOf(stats, "likes")).toBe(0);
    expect(valueOf(undefined, "likes")).toBeNull();
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
