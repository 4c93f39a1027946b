// One number: /o/number, 320 × 112; with its staff 320 × 480.
// Hooks: .number, .number-<value>, [data-stat] with [data-value], .staff.
import "./number.css";
import type { Catalogue } from "../catalogue";
import { figuresOf, NUMBERS, UNKNOWN, valueOf } from "../numbers";
import type { Values } from "../parameters";
import { mark, part, put } from "../part";
import type { Part, View } from "../view";
import { staff } from "./staff";

const FITS = 9;

export function number(wish: Values<Catalogue["number"]["parameters"]>): Part {
  const { label, hue } = NUMBERS[wish.value];
  const figures = figuresOf(wish.locale);
  const figure = part("b", `num${hue === "" ? "" : ` hue-${hue}`}`, UNKNOWN);
  mark(figure, "data-stat", wish.value);
  const words = part("div", "words", part("span", "lab cut", wish.title || label), figure);
  const scale = wish.look === "staff" ? staff(wish.top, figures.short) : null;
  const look = `number number-${wish.value} align-${wish.align}${wish.bare ? "" : " plate"}${scale ? " with-staff" : ""}`;
  const element = part("div", look, words);
  if (scale) element.prepend(scale.element);

  function paint({ stats }: View): void {
    const value = valueOf(stats, wish.value);
    put(figure, value, figures.count(value), scale ? FITS - 2 : FITS);
    scale?.tell(value);
  }
  return { element, width: scale ? 400 : 320, height: scale ? 480 : 112, topics: ["stats"], paint };
}
