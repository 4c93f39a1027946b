// A goal as it is typed, and as the engine wants it. Pure.
import type { Counter, GoalRule } from "../../api/wire";
import { wholeIs } from "../../numbers/counter";

export type Draft = {
  name: string; counter: Counter; channel: string; start: string; target: string; lasts: GoalRule["lasts"];
  reached: "stay" | "step" | "double"; step: string;
};
export type Mistakes = Partial<Record<"name" | "target" | "step", string>>;
type Said = { nameBad: string; targetBad: string; stepBad: string };

/** The value of a `<select>` for a counter. */
export const keyOf = (counter: Counter): string => (typeof counter === "object" ? `tips ${counter.tips}` : counter);
export const counterOf = (key: string): Counter => (key.startsWith("tips ") ? { tips: key.slice(5) } : (key as Counter));

/** What is counted, as it is typed: 5500000 millionths of a euro are "5.50". */
const typedOf = (value: number, counter: Counter): string => {
  const amount = value / wholeIs(counter);
  return Number.isInteger(amount) ? String(amount) : amount.toFixed(2);
};

export const draftOf = (rule: GoalRule | null): Draft => {
  const counter = rule?.counter ?? "subscriptions";
  const step = rule !== null && typeof rule.on_reached === "object" ? rule.on_reached.step : null;
  return {
    name: rule?.name ?? "", counter, channel: rule?.channel ?? "", start: typedOf(rule?.start ?? 0, counter), target: rule ? typedOf(rule.target, counter) : "",
    lasts: rule?.lasts ?? "session",
    reached: step !== null ? "step" : rule?.on_reached === "double" ? "double" : "stay",
    step: step === null ? "" : typedOf(step, counter),
  };
};

/** A whole number as people write one: 10 000, 10,000, 10.000. */
export const wholeOf = (typed: string): number | null => {
  const bare = typed.trim().replace(/[\s.,'’\u00a0\u202f]/g, "");
  return /^\d{1,15}$/.test(bare) ? Number(bare) : null;
};

/** Of money also with cents: 10, 10.5, 1.000,50. What is counted is returned, of money millionths. */
const amountIn = (typed: string, counter: Counter): number | null => {
  const scale = wholeIs(counter);
  const [, whole, cents] = (scale > 1 ? /^(.*?)(?:[.,](\d{1,2}))?$/.exec(typed.trim()) : null) ?? [null, typed, ""];
  const value = wholeOf(whole ?? "");
  const counted = value === null ? null : value * scale + Math.round(Number(`0.${cents || 0}`) * scale);
  return Number.isSafeInteger(counted) ? counted : null;
};

export const ruleOf = (draft: Draft, said: Said): { rule: GoalRule | null; mistakes: Mistakes } => {
  const name = draft.name.trim();
  const start = amountIn(draft.start || "0", draft.counter);
  const target = amountIn(draft.target, draft.counter);
  const step = amountIn(draft.step, draft.counter);
  const mistakes: Mistakes = {};
  if (!name) mistakes.name = said.nameBad;
  if (start === null || target === null || target <= start) mistakes.target = said.targetBad;
  if (draft.reached === "step" && !step) mistakes.step = said.stepBad;
  if (start === null || target === null || Object.keys(mistakes).length > 0) return { rule: null, mistakes };
  const on_reached: GoalRule["on_reached"] = draft.reached === "step" ? { step: step ?? 1 } : draft.reached;
  return { rule: { name, counter: draft.counter, channel: draft.channel || null, start, target, lasts: draft.lasts, on_reached }, mistakes };
};
