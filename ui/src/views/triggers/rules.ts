// The rules as the form shows them: which kinds there are, and what is typed.
import type { TriggerRules } from "../../api/wire";

export const KINDS = ["viewer_spike", "chat_velocity", "gift_burst", "word_burst", "combo"] as const;
export type Kind = (typeof KINDS)[number];

/** Words as they are typed, with commas or lines between; each once, whatever its case. */
export const wordsOf = (typed: string): string[] => {
  const seen = new Map<string, string>();
  for (const word of typed.split(/[,\n]+/).map((one) => one.trim()).filter((one) => one !== "")) seen.set(word.toLocaleLowerCase(), seen.get(word.toLocaleLowerCase()) ?? word);
  return [...seen.values()].slice(0, 100);
};

/** A whole number from `least` on, or null. */
export const wholeOf = (typed: string, least: number): number | null => {
  const text = typed.replace(/[\s.,’']/g, "");
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  return value >= least ? value : null;
};

export const withCooldown = (rules: TriggerRules, kind: Kind, seconds: number): TriggerRules => ({ ...rules, cooldowns: { ...rules.cooldowns, [kind]: seconds } });
