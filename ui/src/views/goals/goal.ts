// A goal as it is typed, and as the engine wants it. Pure.
import type { Counter, GoalRule } from "../../api/wire";

export type Draft = {
  name: string; counter: Counter; channel: string; start: string; target: string; lasts: GoalRule["lasts"];
  reached: "stay" | "step" | "double"; step: string;
};
export type Mistakes = Partial<Record<"name" | "target" | "step", string>>;
type Said = { nameBad: string; targetBad: string; stepBad: string };

/** The value of a `<select>` for a counter. */
export const keyOf = (counter: Counter): string => (typeof counter === "object" ? `tips ${counter.tips}` : counter);
export const counterOf = (key: string): Counter => (key.startsWith("tips ") ? { tips: key.slice(5) } : (key as Counter));

export const draftOf = (rule: GoalRule | null): Draft => ({
  name: rule?.name ?? "", counter: rule?.counter ?? "subscriptions", channel: rule?.channel ?? "", start: String(rule?.start ?? 0), target: rule ? String(rule.target) : "",
  lasts: rule?.lasts ?? "session",
  reached: rule === null || rule.on_reached === "stay" ? "stay" : rule.on_reached === "double" ? "double" : "step",
  step: rule !== null && typeof rule.on_reached === "object" ? String(rule.on_reached.step) : "",
});

/** A whole number as people write one: 10 000, 10,000, 10.000. */
export const wholeOf = (typed: string): number | null => {
  const bare = typed.trim().replace(/[\s.,'’\u00a0\u202f]/g, "");
  return /^\d{1,15}$/.test(bare) ? Number(bare) : null;
};

export const ruleOf = (draft: Draft, said: Said): { rule: GoalRule | null; mistakes: Mistakes } => {
  const name = draft.name.trim();
  const start = wholeOf(draft.start || "0");
  const target = wholeOf(draft.target);
  const step = wholeOf(draft.step);
  const mistakes: Mistakes = {};
  if (!name) mistakes.name = said.nameBad;
  if (start === null || target === null || target <= start) mistakes.target = said.targetBad;
  if (draft.reached === "step" && !step) mistakes.step = said.stepBad;
  if (start === null || target === null || Object.keys(mistakes).length > 0) return { rule: null, mistakes };
  const on_reached: GoalRule["on_reached"] = draft.reached === "step" ? { step: step ?? 1 } : draft.reached;
  return { rule: { name, counter: draft.counter, channel: draft.channel || null, start, target, lasts: draft.lasts, on_reached }, mistakes };
};
