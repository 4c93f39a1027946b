// Leaderboards over the page's one line: asked for by whoever paints one, and again when something was counted since.
import type { BoardRow, Score } from "../src/api/wire";

/** `sessions: null`: of all times. */
export type BoardWish = { by: Score; sessions: readonly number[] | null; limit: number };
/** What the app answers; rows are null when it may not, or cannot. */
type Answer = BoardWish & { type: "board"; rows: BoardRow[] | null; error?: string };

type Known = { wish: BoardWish; rows: BoardRow[] | null; isStale: boolean; isAsked: boolean };

export const isBoard = (message: object): message is Answer => "type" in message && message.type === "board";

export class Boards {
  private readonly known = new Map<string, Known>();

  /** `tell` says something to the app; false when there is no line. */
  constructor(private readonly tell: (message: object) => boolean) {}

  /** The newest rows that are known; null before the first. */
  of(wish: BoardWish): BoardRow[] | null {
    const key = keyOf(wish);
    let one = this.known.get(key);
    if (!one) {
      // Another session is another wish: the earlier ones are of no use any more.
      if (this.known.size > 20) this.known.clear();
      this.known.set(key, (one = { wish, rows: null, isStale: true, isAsked: false }));
    }
    this.ask(one);
    return one.rows;
  }

  /** Something was counted. The app answers in its own time, so asking at once asks no more often. */
  changed(): void {
    for (const one of this.known.values()) one.isStale = true;
  }

  /** The line is new: what was asked over the old one is not answered. */
  again(): void {
    for (const one of this.known.values()) {
      one.isStale = true;
      one.isAsked = false;
    }
  }

  /** The app's answer; why not, where it has none. */
  take(answer: Answer): string | null {
    const one = this.known.get(keyOf(answer));
    if (one === undefined) return null;
    one.isAsked = false;
    if (answer.rows === null) return answer.error ?? "board";
    one.rows = answer.rows;
    return null;
  }

  private ask(one: Known): void {
    if (!one.isStale || one.isAsked) return;
    if (!this.tell({ type: "board", ...one.wish })) return;
    one.isAsked = true;
    one.isStale = false;
  }
}

const keyOf = ({ by, sessions, limit }: BoardWish): string => `${by} ${limit} ${sessions === null ? "all" : [...sessions].sort((a, b) => a - b).join(",")}`;
