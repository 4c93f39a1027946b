// Who has most of something: /o/leaderboard, 400 × 336. Hooks: .leaderboard, .leaderboard-<number>, .place with [data-rank], .who, .num with [data-value].
import "./leaderboard.css";
import type { BoardRow } from "../../src/api/wire";
import { words } from "../../src/words";
import type { Catalogue } from "../catalogue";
import { figuresOf } from "../numbers";
import type { Values } from "../parameters";
import { mark, part, put, said, show, style, write } from "../part";
import { cleanName } from "../text";
import type { Part, View } from "../view";
import { SCORES } from "./scores";

const HEAD = 80;
const ROW = 52;

export function leaderboard(wish: Values<Catalogue["leaderboard"]["parameters"]>): Part {
  const figures = figuresOf(wish.locale);
  const limit = Math.round(wish.rows);
  const { title, unit, hue } = SCORES[wish.by];
  const rows = Array.from({ length: limit }, () => drawnRow(hue));
  const nobody = part("div", "lab nobody", "Nobody yet");
  const head = part("div", "head", part("span", "cut", wish.title || title), part("span", "lab", unit));
  const element = part("div", `leaderboard leaderboard-${wish.by}${wish.bare ? "" : " plate"}`, head, part("ul", "rows", ...rows.map((row) => row.element)), nobody);
  // Before the first answer nothing is known, not even that there is nobody.
  show(nobody, false);

  function paint(view: View): void {
    const board = view.board({ by: wish.by, sessions: wish.time === "all" ? null : sessionsOf(view, wish.channel), limit });
    if (board === null) return;
    const most = board[0]?.value ?? 0;
    rows.forEach((row, at) => row.tell(board[at], most, figures.count));
    show(nobody, board.length === 0);
  }
  return { element, width: 400, height: HEAD + limit * ROW - 4, topics: ["stats"], paint };
}

/** Of so many sessions a leaderboard can be asked for. */
const MOST = 50;

/** Of each channel that is shown, or of one; the newest, where there are too many. */
function sessionsOf({ live }: View, channel: string): number[] {
  const all = live.sessions.filter((session) => channel === "" || session.channel === channel).map((session) => session.id);
  return all.sort((a, b) => b - a).slice(0, MOST);
}

/** Rows stay in their places and change their words: nothing moves but the bars. */
function drawnRow(hue: string): { element: HTMLElement; tell: (row: BoardRow | undefined, most: number, count: (n: number) => string) => void } {
  const rank = part("span", "lab rank");
  const who = said("who cut");
  const number = part("b", "num");
  const level = part("i", "level");
  const element = part("li", `place hue-${hue}`, rank, who, number, level);
  show(element, false);
  return {
    element,
    tell(row, most, count) {
      show(element, row !== undefined);
      if (row === undefined) return;
      mark(element, "data-rank", String(row.rank));
      write(rank, count(row.rank));
      write(who, cleanName(row.name) || words.events.someone);
      put(number, row.value, count(row.value), 12);
      style(level, "transform", `scaleX(${(most > 0 ? row.value / most : 0).toFixed(3)})`);
    },
  };
}
