// The bar of numbers: /o/stats, an OBS browser source of 1280 × 104 (any size fits).
// Hooks: body[data-state], [data-stat] with [data-value] on each number, .cell-<number>, and overlay.css's.
import "./stats.css";
import { type Catalogue } from "../catalogue";
import { clockText, figuresOf, NUMBERS, UNKNOWN, valueOf } from "../numbers";
import type { Values } from "../parameters";
import { mark, part, put, show } from "../part";
import { type Part, sessionAt, untilNextSecond, type View } from "../view";
import { type CellName, cellsOf, roomOf } from "./cells";

const HEIGHT = 104;

export function stats(wish: Values<Catalogue["stats"]["parameters"]>): Part {
  const figures = figuresOf(wish.locale);
  const onAir = part("span", "tag on", "LIVE");
  const offAir = part("span", "tag off", "OFFLINE");
  const simulated = part("span", "tag simulated", "SIMULATED");
  const cells = cellsOf(wish.show).map((name) => ({ name, ...roomOf(name), number: part("b", "num", UNKNOWN) }));
  const element = part("div", wish.bare ? "bar" : "bar plate", ...cells.map(drawn));

  function drawn({ name, width, number }: { name: CellName; width: number; number: HTMLElement }): HTMLElement {
    const head = name === "clock" ? part("div", "tags", onAir, offAir, simulated) : part("span", "lab", NUMBERS[name].label);
    const cell = part("div", `cell cell-${name}`, head, number);
    cell.style.width = `${width / 16}rem`;
    mark(number, "data-stat", name);
    return cell;
  }

  function paint(view: View): number | undefined {
    const session = sessionAt(view);
    show(onAir, view.onAir);
    show(offAir, !view.onAir);
    show(simulated, view.live.simulated);
    for (const { name, number, fits } of cells) {
      if (name === "clock") put(number, session === null ? null : Math.floor(session / 1000), session === null ? UNKNOWN : clockText(session), fits);
      else put(number, valueOf(view.stats, name), figures.count(valueOf(view.stats, name)), fits);
    }
    return session !== null && view.onAir ? untilNextSecond(session) : undefined;
  }

  for (const tag of [onAir, offAir, simulated]) show(tag, false);
  const width = cells.reduce((sum, cell) => sum + cell.width, 0);
  return { element, width, height: HEIGHT, topics: ["stats"], paint };
}
