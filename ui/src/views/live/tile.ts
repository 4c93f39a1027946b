// What each tile says: which number, in which hue, and what is known about how it changes.
import type { Counter as AskCounter, SourceStatus } from "../../api/wire";
import type { LiveState } from "../../feed/apply";
import { channelName } from "../../names";
import { counterChange, gaugeChange, lineOf, perMinute, type Change, type Counter, type Point } from "../../numbers/course";
import { change, count, span, timeOfDay, timeOfDayExact } from "../../numbers/format";
import { words } from "../../words";

export type Stat = "viewers" | "chat_rate" | Counter;
/** In the strip's order, after the hero. */
export const STATS: Stat[] = ["chat_rate", "likes", "coins", "follows", "gifts", "shares", "subscriptions"];
export const HUES: Record<Stat, string> = {
  viewers: "var(--ev-viewers)", chat_rate: "var(--ev-chat)", likes: "var(--ev-like)", coins: "var(--ev-gift)", gifts: "var(--ev-gift)",
  follows: "var(--ev-follow)", shares: "var(--ev-share)", subscriptions: "var(--ev-subscription)",
};

const GAUGE_WINDOW = 30 * 60_000;
const COUNTER_WINDOW = 10 * 60_000;
const BARS = 30;
const SLOTS = 60;

const isGauge = (stat: Stat): stat is "viewers" | "chat_rate" => stat === "viewers" || stat === "chat_rate";

export const changeOf = (points: readonly Point[], stat: Stat, value: number | null, at: number): Change | null =>
  isGauge(stat) ? gaugeChange(points, stat, value, at, GAUGE_WINDOW) : counterChange(points, stat, value ?? 0, at, COUNTER_WINDOW);

/** For the reasons of a number: over its own window and, if that is shorter than the session, since its start. */
export const changesOf = (points: readonly Point[], stat: Stat, value: number | null, at: number): Change[] => {
  const all = (points[0] ? at - points[0].at : 0) + 1;
  const found = [COUNTER_WINDOW, GAUGE_WINDOW].filter((window) => window < all).concat(all)
    .map((window) => (isGauge(stat) ? gaugeChange(points, stat, value, at, window) : counterChange(points, stat, value ?? 0, at, window)));
  const known = found.filter((change) => change !== null).filter((change) => change.overMs >= 60_000);
  // Where the number is known for a shorter time than a window asks for, several say the same.
  return known.filter((change, i) => known.findIndex((other) => other.overMs === change.overMs) === i);
};

/** The number's name in an ask; the chat rate has none. */
export const fieldOf = (stat: Stat): AskCounter | null => (stat === "chat_rate" ? null : stat);

export const sparkOf = (points: readonly Point[], stat: Stat, value: number | null, at: number): { kind: "line" | "bars"; values: (number | null)[] } =>
  isGauge(stat)
    ? { kind: "line", values: lineOf(points, stat, value, at, GAUGE_WINDOW, SLOTS) }
    : { kind: "bars", values: perMinute(points, stat, value ?? 0, at, BARS) };

export type Delta = { by: string; over: string };
/** Under a minute there is nothing to compare with. */
export const deltaWords = (found: Change | null): Delta | null => {
  if (!found || found.overMs < 60_000) return null;
  return { by: change(found.by), over: words.stats.inSpan(span(found.overMs)) };
};

/** A warning in place of the delta when a part of the number has stopped coming. */
export type Staleness = { all: boolean; said: string; brief: string };
export const stalenessOf = (state: LiveState, troubled: SourceStatus[]): Staleness | null => {
  const lost = troubled.filter((source) => state.channels[source.channel]?.last_at != null);
  const [first] = lost;
  if (!first) return null;
  const known = Object.keys(state.channels).length;
  const all = new Set(lost.map((source) => source.channel)).size >= known;
  // The part that stopped first says how old the whole is.
  const at = Math.min(...lost.map((source) => state.channels[source.channel]?.last_at ?? Infinity));
  const name = channelName(first.channel).name + (lost.length > 1 ? words.stats.andMore(lost.length - 1) : "");
  if (all) return { all, said: words.stats.asOf(timeOfDayExact(at)), brief: words.stats.asOf(timeOfDayExact(at)) };
  return { all, said: words.stats.channelAsOf(name, timeOfDay(at)), brief: words.stats.partlyAsOf(timeOfDay(at)) };
};

/** A source that tells no viewers leaves them unknown; everything else starts at a real zero. */
export const valueOf = (state: LiveState, stat: Stat): number | null => state.totals[stat];

export const hintOf = (state: LiveState, stat: Stat, value: number | null): string => {
  const exact = `${words.stats[stat]}: ${count(value)}`;
  if (stat !== "follows") return exact;
  const total = state.totals.follower_total;
  return total === null ? words.stats.followsNew : words.stats.followsTotal(count(total));
};
