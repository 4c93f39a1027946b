// The staff in the river: a scale with the level of now. It steps to a longer scale when the level leaves it, and never jitters back.
import { shape } from "../icons";
import { part, style } from "../part";

const TOP = 20;
const LENGTH = 420;
const TICKS = 30;
/** Ends of scales whose thirds are round, too. */
const ENDS = [1.2, 1.5, 2.4, 3, 4.5, 6, 7.5, 9, 12];

/** The smallest round end of a scale on which `value` has room. */
export function roundEnd(value: number): number {
  const least = Math.max(12, value * 1.05);
  const power = 10 ** Math.floor(Math.log10(least));
  return (ENDS.find((end) => end * power >= least) ?? 12) * power;
}

export function staff(top: number, short: (n: number) => string): { element: HTMLElement; tell: (value: number | null) => void } {
  const height = (at: number) => TOP + LENGTH * (1 - at);
  const labels = [0, 1, 2, 3].map((third) => shape("text", { x: "58", y: String(height(third / 3) + 6), "text-anchor": "end" }));
  const ticks = Array.from({ length: TICKS + 1 }, (_, n) => `M${n % 10 === 0 ? 66 : n % 5 === 0 ? 74 : 80} ${height(n / TICKS)}H88`);
  const drawing = shape("svg", { viewBox: "0 0 140 460", class: "scale", "aria-hidden": "true" });
  drawing.append(shape("path", { class: "ticks", d: ticks.join("") }), ...labels);
  const level = part("i", "level");
  const needle = part("i", "needle");
  let end = 0;

  function tell(value: number | null): void {
    const wanted = top > 0 ? top : roundEnd(value ?? 0);
    const fits = wanted > end || wanted < end / 8 ? wanted : end;
    if (fits !== end) {
      end = fits;
      labels.forEach((label, third) => (label.textContent = short((end * third) / 3)));
    }
    const part = Math.min(1, Math.max(0, (value ?? 0) / end));
    style(level, "transform", `scaleY(${part.toFixed(4)})`);
    style(needle, "transform", `translateY(${((1 - part) * 100).toFixed(2)}%)`);
  }
  return { element: part("div", "staff", drawing, part("div", "groove", level), needle), tell };
}
