// The newest events in one moving line: /o/ticker, 1920 × 56. Hooks: .ticker, .item, .item-<kind>, .who, .what, .amount.
import "./ticker.css";
import type { Catalogue } from "../catalogue";
import { icon } from "../icons";
import { type Line, lineOf } from "../lines";
import { figuresOf } from "../numbers";
import type { Values } from "../parameters";
import { part, said, show } from "../part";
import type { Part, View } from "../view";

/** The line is told again this often where it has room to stand still. */
const STILL = 5_000;

export function ticker(wish: Values<Catalogue["ticker"]["parameters"]>): Part {
  const figures = figuresOf(wish.locale);
  const kinds = new Set<string>(wish.show);
  const track = part("div", "track");
  const element = part("div", `ticker${wish.bare ? "" : " plate"}`, track);
  let lines: Line[] = [];
  let drawn = "";
  let running: Animation | undefined;
  show(element, false);

  /** Only between two rounds: a line that changes while it is read cannot be read. */
  function round(): void {
    running = undefined;
    const next = JSON.stringify(lines);
    if (next !== drawn) fill();
    drawn = next;
    if (lines.length === 0) return;
    const way = track.scrollWidth / 2;
    const moves = wish.speed > 0 && way > element.clientWidth;
    track.classList.toggle("twice", moves);
    const pixels = wish.speed * parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    const frames = moves ? [{ transform: "translateX(0)" }, { transform: `translateX(${-way}px)` }] : [{}, {}];
    running = track.animate(frames, { duration: moves ? (way / pixels) * 1000 : STILL });
    running.onfinish = round;
  }

  function fill(): void {
    // Twice, so that the end of one round is the beginning of the next.
    track.replaceChildren(...lines.map(drawnItem), ...lines.map(drawnItem));
    [...track.children].slice(lines.length).forEach((again) => again.classList.add("again"));
  }

  function paint({ events }: View): void {
    lines = [];
    for (const event of events) {
      const line = kinds.has(event.type) ? lineOf(event, figures) : null;
      if (line) lines.push(line);
      if (lines.length >= wish.items) break;
    }
    show(element, lines.length > 0);
    if (running === undefined && lines.length > 0) round();
  }
  return { element, width: 1920, height: 56, topics: ["event", "gift", "trigger"], paint, end: () => running?.cancel() };
}

function drawnItem({ kind, who, what, amount }: Line): HTMLElement {
  const words = part("span", "words", said("who", who), " ", said("what", what));
  return part("span", `item item-${kind} hue-${kind}`, part("span", "sign", icon(kind)), words, part("b", "num amount", amount));
}
