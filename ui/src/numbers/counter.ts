// A counter as it is named, found in the numbers, and chosen from a list.
import type { Counter, Stats } from "../api/wire";
import { words } from "../words";
import { count, money } from "./format";

type Plain = Exclude<Counter, { tips: string }>;

/** Those a goal may watch, the likely ones first. */
export const GOAL_COUNTERS: Plain[] = ["subscriptions", "follows", "follower_total", "likes", "coins", "gifts", "shares", "chat_messages", "chatters", "raids", "viewers"];

export const isTips = (counter: Counter): counter is { tips: string } => typeof counter === "object";

export const counterName = (counter: Counter): string => {
  if (!isTips(counter)) return words.counters[counter];
  return words.counters.tips(counter.tips === "twitch_bit" ? "bits" : counter.tips);
};

export const counterValue = (stats: Stats, counter: Counter): number | null => (isTips(counter) ? (stats.tips[counter.tips] ?? 0) : stats[counter]);

/** How much of what is counted makes one as people say it: money is in millionths, all else is counted whole. */
export const wholeIs = (counter: Counter): number => (isTips(counter) && !words.events.units[counter.tips] ? 1e6 : 1);

export const tipAmount = (amount: number, unit: string): string => words.events.units[unit]?.(amount) ?? money(amount / wholeIs({ tips: unit }), unit);

/** A value of any number in words, with its unit where it is not simply counted. */
export const amountOf = (value: number, counter: Counter): string => (isTips(counter) ? tipAmount(value, counter.tips) : count(value));
