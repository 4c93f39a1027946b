// The newest events as a list: /o/feed, 440 × 320. Hooks: .feed, .row, .row-<kind>, .who, .what, .amount.
import "./feed.css";
import type { Catalogue } from "../catalogue";
import { type IconName, icon } from "../icons";
import { type Line, lineOf } from "../lines";
import { figuresOf } from "../numbers";
import type { Values } from "../parameters";
import { mark, part, said, show, write } from "../part";
import type { Part, View } from "../view";

export function feed(wish: Values<Catalogue["feed"]["parameters"]>): Part {
  const figures = figuresOf(wish.locale);
  const shown = new Set<string>(wish.show);
  const count = Math.round(wish.rows);
  const rows = Array.from({ length: count }, drawnRow);
  const element = part("ul", `feed${wish.bare ? "" : " plate"}`, ...rows.map((row) => row.element));
  show(element, false);

  function paint({ events }: View): void {
    const lines: Line[] = [];
    for (const event of events) {
      const line = shown.has(event.type) ? lineOf(event, figures) : null;
      if (line) lines.push(line);
      if (lines.length === count) break;
    }
    rows.forEach((row, at) => row.tell(lines[at]));
    show(element, lines.length > 0);
  }
  return { element, width: 440, height: count * 50 + 20, topics: ["event", "chat", "gift", "trigger"], paint };
}

/** Rows stay in their places and change their words: nothing moves. */
function drawnRow(): { element: HTMLElement; tell: (line: Line | undefined) => void } {
  const sign = part("span", "sign");
  const who = said("who");
  const what = said("what");
  const amount = part("b", "num amount");
  const element = part("li", "row", sign, part("span", "cut", who, " ", what), amount);
  let drawn: IconName | undefined;
  return {
    element,
    tell(line) {
      show(element, line !== undefined);
      if (line === undefined) return;
      if (drawn !== line.kind) sign.replaceChildren(icon((drawn = line.kind)));
      mark(element, "class", `row row-${line.kind} hue-${line.kind}`);
      write(who, line.who);
      write(what, line.what);
      write(amount, line.amount);
    },
  };
}
