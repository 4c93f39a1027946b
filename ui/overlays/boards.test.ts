import { describe, expect, it } from "vitest";
import type { BoardRow } from "../src/api/wire";
import { Boards } from "./boards";

const WISH = { by: "coins", sessions: [4], limit: 5 } as const;
const row = (name: string, value: number): BoardRow => ({ rank: 1, id: "tiktok:7", name, value, level: 1, counts: { messages: 0, coins: value, gifts: 0, likes: 0, shares: 0, follows: 0, subscriptions: 0 } });

function made(isOpen = true): { boards: Boards; said: object[] } {
  const said: object[] = [];
  return { boards: new Boards((message) => isOpen && said.push(message) > 0), said };
}

describe("a leaderboard", () => {
  it("is asked for once, and again when something was counted since", () => {
    const { boards, said } = made();
    expect(boards.of(WISH)).toBeNull();
    boards.of(WISH);
    expect(said).toEqual([{ type: "board", ...WISH }]);
    boards.changed();
    boards.of(WISH);
    expect(said.length).toBe(1);
    boards.take({ type: "board", ...WISH, rows: [row("Bo", 5)] });
    expect(boards.of(WISH)).toEqual([row("Bo", 5)]);
    expect(said.length).toBe(2);
    boards.take({ type: "board", ...WISH, rows: [row("Bo", 6)] });
    expect([boards.of(WISH)?.[0]?.value, said.length]).toEqual([6, 2]);
  });

  it("keeps its rows while away and is asked for anew over a new line", () => {
    const { boards, said } = made();
    boards.of(WISH);
    boards.take({ type: "board", ...WISH, rows: [row("Bo", 5)] });
    boards.changed();
    boards.of(WISH);
    boards.again();
    expect(boards.of(WISH)).toEqual([row("Bo", 5)]);
    expect(said.length).toBe(3);
  });

  it("of other sessions is another one", () => {
    const { boards, said } = made();
    boards.of(WISH);
    boards.take({ type: "board", ...WISH, rows: [row("Bo", 5)] });
    expect(boards.of({ ...WISH, sessions: [4, 5] })).toBeNull();
    expect(boards.of({ ...WISH, sessions: null })).toBeNull();
    boards.take({ type: "board", ...WISH, sessions: [5, 4], rows: [] });
    expect(boards.of({ ...WISH, sessions: [4, 5] })).toEqual([]);
    expect(said.length).toBe(3);
  });

  it("waits for the line, and says why there is none", () => {
    const { boards } = made(false);
    expect(boards.of(WISH)).toBeNull();
    expect(boards.take({ type: "board", ...WISH, rows: null, error: "token_required" })).toBe("token_required");
  });
});
