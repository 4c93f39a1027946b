// A counter as it is named, found in the numbers, and chosen from a list.
import type { Counter, Stats } from "../api/wire";
import { words } from "../words";
import { money } from "./format";

type Plain = Exclude<Counter, { tips: string }>;

/** Those a goal may watch, the likely ones first. */
export const GOAL_COUNTERS: Plain[] = ["subscriptions", "follows", "follower_total", "likes", "coins", "gifts", "shares", "chat_messages", "chatters", "raids", "viewers"];

export const isTips = (counter: Counter): counter is { tips: string } => typeof counter === "object";

export const counterName = (counter: Counter): string => {
  if (!isTips(counter)) return words.counters[counter];
  return words.counters.tips(counter.tips === "twitch_bit" ? "bits" : counter.tips);
};

export const counterValue = (stats: Stats, counter: Counter): number | null => (isTips(counter) ? (stats.tips[counter.tips] ?? 0) : stats[counter]);

/** Money is in millionths; a platform's own unit is counted whole. */
export const tipAmount = (amount: number, unit: string): string => (words.events.units[unit] ? words.events.units[unit](amount) : money(amount / 1e6, unit));
