// The course of viewers or chat, also from before the page was opened: /o/chart, 640 × 208. Hooks: .chart, [data-stat] with [data-value].
import "./chart.css";
import type { Catalogue } from "../catalogue";
import { shape } from "../icons";
import { figuresOf, NUMBERS, UNKNOWN, valueOf } from "../numbers";
import type { Values } from "../parameters";
import { mark, part, put } from "../part";
import type { Part, View } from "../view";
import { Course, earlier, pathOf, scaleOf } from "./course";

const STEPS = 180;
const WIDTH = 592;
const HEIGHT = 110;
const TICKS = 24;

export function chart(wish: Values<Catalogue["chart"]["parameters"]>): Part {
  const figures = figuresOf(wish.locale);
  const { label, hue } = NUMBERS[wish.value];
  const every = (wish.minutes * 60_000) / STEPS;
  let course = new Course(every, STEPS);
  const figure = part("b", `num${hue === "" ? "" : ` hue-${hue}`}`, UNKNOWN);
  mark(figure, "data-stat", wish.value);
  const line = shape("path", { class: "line" });
  const needle = shape("path", { class: "needle", d: "M0 0l10 -6v12z" });
  const ticks = Array.from({ length: TICKS + 1 }, (_, n) => `M${(n * WIDTH) / TICKS} ${HEIGHT + 4}v${n % 6 === 0 ? 8 : 4}`).join("");
  const drawing = shape("svg", { viewBox: `0 -6 ${WIDTH + 12} ${HEIGHT + 20}`, "aria-hidden": "true" });
  drawing.append(shape("path", { class: "ticks", d: ticks }), line, needle);
  const head = part("div", "head", part("span", "lab cut", wish.title || `${label}, last ${figures.count(wish.minutes)} min`), figure);
  const element = part("div", `chart chart-${wish.value}${wish.bare ? "" : " plate"}`, head);
  element.append(drawing);

  let epoch = "";

  function paint(view: View): number {
    const { stats, now, live } = view;
    if (live.epoch !== epoch) begin(view);
    const value = valueOf(stats, wish.value);
    put(figure, value, figures.count(value), 12);
    if (course.note(now, value)) draw(value);
    return every - (now % every) + 5;
  }

  /** Two profiles share no line. What was before is the app's to know: a page in OBS is loaded again all the time. */
  function begin({ live, now, samples }: View): void {
    const mine = (epoch = live.epoch);
    course.clear();
    void samples(now - wish.minutes * 60_000).then((all) => {
      if (mine !== epoch || all.length === 0) return;
      const own = all.filter(({ channel }) => wish.channel === "" || channel === wish.channel);
      const seen = course.points;
      course = earlier(own, wish.value, new Course(every, STEPS));
      if (seen.length === 0) return;
      course.note(Math.max(now, course.at), seen[seen.length - 1] ?? null);
      draw(seen[seen.length - 1] ?? null);
    });
  }

  function draw(value: number | null): void {
    const scale = scaleOf(course.points);
    mark(line, "d", pathOf(course.points, STEPS, { width: WIDTH, height: HEIGHT, ...scale }));
    const y = HEIGHT - (((value ?? scale.low) - scale.low) / (scale.high - scale.low)) * HEIGHT;
    mark(needle, "transform", `translate(${WIDTH + 1} ${y.toFixed(1)})`);
    needle.classList.toggle("off", value === null);
  }
  return { element, width: 640, height: 208, topics: ["stats"], paint };
}
