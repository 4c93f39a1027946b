// XP rules as they are typed: points with up to three decimals; the engine keeps thousandths. Pure.
import type { XpRules } from "../../api/wire";

export const WORTHS = ["message", "coin", "gift", "like", "share", "follow", "subscription"] as const;
export type Worth = (typeof WORTHS)[number];
export type Draft = Record<Worth | "level_step", string>;

export const draftOf = (rules: XpRules): Draft =>
  ({ ...Object.fromEntries(WORTHS.map((worth) => [worth, String(rules[worth] / 1000)])), level_step: String(rules.level_step) }) as Draft;

/** Thousandths; null for what is no such number. */
export const thousandths = (typed: string): number | null => {
  const bare = typed.trim().replace(",", ".");
  return /^\d{1,7}(\.\d{0,3})?$/.test(bare) ? Math.round(Number(bare) * 1000) : null;
};

export const rulesOf = (draft: Draft): { rules: XpRules | null; bad: (keyof Draft)[] } => {
  const worths = WORTHS.map((worth) => [worth, thousandths(draft[worth])] as const);
  const step = /^\d{1,9}$/.test(draft.level_step.trim()) ? Number(draft.level_step) : 0;
  const bad: (keyof Draft)[] = [...worths.filter(([, value]) => value === null).map(([worth]) => worth), ...(step < 1 ? ["level_step" as const] : [])];
  return { rules: bad.length > 0 ? null : ({ ...Object.fromEntries(worths), level_step: step } as XpRules), bad };
};

/** What someone has, and the level: as `XpRules::level` in gauge-model has it. */
export const example = (rules: XpRules): { points: number; level: number } => {
  const points = Math.floor((100 * rules.message + 500 * rules.coin + rules.subscription) / 1000);
  return { points, level: 1 + Math.floor(Math.sqrt(points / rules.level_step)) };
};
