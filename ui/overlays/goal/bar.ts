// The bar of a goal: its level moves by transform, the needle with it, over a ruler.
import { part, style } from "../part";
import type { Gauge } from "./ring";

const TICKS = 60;

export function bar(): Gauge {
  const level = part("i", "level");
  const needle = part("i", "needle");
  const ticks = Array.from({ length: TICKS + 1 }, (_, n) => part("i", n % 12 === 0 ? "long" : n % 6 === 0 ? "middle" : ""));
  return {
    element: part("div", "gauge", part("div", "track", level), needle, part("div", "ticks", ...ticks)),
    tell(progress) {
      style(level, "transform", `scaleX(${progress.toFixed(4)})`);
      style(needle, "transform", `translateX(${(progress * 100).toFixed(2)}%)`);
    },
  };
}
