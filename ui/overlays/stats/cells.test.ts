import { describe, expect, it } from "vitest";
import { cellsOf, roomOf } from "./cells";

describe("the bar", () => {
  it("has LIVE and the clock first, or where they were put", () => {
    expect(cellsOf(["likes", "viewers"])).toEqual(["clock", "likes", "viewers"]);
    expect(cellsOf(["viewers", "clock"])).toEqual(["viewers", "clock"]);
  });

  it("is as wide as it was drawn", () => {
    const usual = cellsOf(["viewers", "chat_rate", "likes", "coins", "follows"]);
    expect(usual.reduce((sum, name) => sum + roomOf(name).width, 0)).toBe(1280);
  });
});
