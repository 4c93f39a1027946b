// A goal: /o/goal as a bar of 800 × 128, a ring of 320 × 320 or a counter of 320 × 112.
// Hooks: .goal, .goal-<look>, [data-goal] with [data-value], .reached.
import "./goal.css";
import type { Counter } from "../../src/api/wire";
import type { Catalogue } from "../catalogue";
import { tipText } from "../lines";
import { type Figures, figuresOf, NUMBERS, UNKNOWN, valueOf } from "../numbers";
import type { Values } from "../parameters";
import { mark, part, put, said, write } from "../part";
import { clean } from "../text";
import type { Part, View } from "../view";
import { ring, type Gauge } from "./ring";
import { bar } from "./bar";

const SIZES = { bar: [800, 128], ring: [320, 320], counter: [320, 112] } as const;
type Wish = Values<Catalogue["goal"]["parameters"]>;
type Standing = { name: string; value: number | null; target: number; counter: Counter | null };

export function goal(wish: Wish): Part {
  const figures = figuresOf(wish.locale);
  const name = said("name cut");
  const figure = part("b", "num", UNKNOWN);
  const of = part("span", "lab of");
  mark(figure, "data-goal", "");
  const gauge: Gauge | null = wish.look === "bar" ? bar() : wish.look === "ring" ? ring() : null;
  const plate = wish.bare || wish.look === "ring" ? "" : " plate";
  const element = part("div", `goal goal-${wish.look}${plate}`, part("div", "words", name, part("span", "figures", figure, of)));
  if (gauge) element.append(gauge.element);

  function paint(view: View): void {
    const standing = standingOf(wish, view);
    const reached = standing !== null && standing.value !== null && standing.value >= standing.target;
    write(name, standing === null ? "No goal yet" : standing.name);
    put(figure, standing?.value ?? null, amountText(standing?.value ?? null, standing?.counter ?? null, figures), 9);
    write(of, standing === null ? "" : `of ${amountText(standing.target, standing.counter, figures)}`);
    element.classList.toggle("reached", reached);
    gauge?.tell(standing === null || standing.target <= 0 ? 0 : Math.min(1, Math.max(0, (standing.value ?? 0) / standing.target)));
  }
  const [width, height] = SIZES[wish.look];
  return { element, width, height, topics: ["stats", "goal"], paint };
}

const amountText = (value: number | null, counter: Counter | null, figures: Figures): string =>
  counter !== null && typeof counter === "object" && value !== null ? tipText({ amount: value, currency: counter.tips }, figures) : figures.count(value);

/** Of any number when a target is given, else one of the profile's goals. */
function standingOf(wish: Wish, { stats, live }: View): Standing | null {
  if (wish.target > 0) {
    const value = valueOf(stats, wish.value);
    return { name: wish.title || NUMBERS[wish.value].label, value: value === null ? null : value + wish.start, target: wish.target, counter: null };
  }
  const goals = wish.channel === "" ? live.goals : live.goals.filter((one) => one.rule.channel === wish.channel);
  const named = (one: (typeof goals)[number]) => String(one.id) === wish.goal || one.rule.name.toLowerCase() === wish.goal.toLowerCase();
  const found = wish.goal === "" ? goals[0] : goals.find(named);
  return found ? { name: wish.title || clean(found.rule.name, 100), value: found.value, target: found.target, counter: found.rule.counter } : null;
}
