// The numbers at the head of a report, each with its note; and beside another's. Pure.
import { change, count, share, timeOfDay } from "../../numbers/format";
import { words } from "../../words";
import type { Report } from "./report";

export type Figure = { key: string; label: string; value: number | null; note: string };

export const figuresOf = (report: Report): Figure[] => {
  const w = words.history;
  const { numbers, session, from, to } = report;
  const hours = Math.max(1 / 60, (to - from) / 3_600_000);
  const perHour = (n: number): string => w.perHour(count(n / hours));
  // The sampled peak has a time; the counted one may lie between two samples and is the true one.
  const peakAt = report.peak ? w.at(timeOfDay(report.peak.at)) : "";
  return [
    { key: "peak", label: w.peak, value: numbers.viewers_peak > 0 ? numbers.viewers_peak : null, note: peakAt },
    { key: "average", label: w.average, value: session.viewers_average, note: session.viewers_average === null ? words.stats.unknown : w.averageHint },
    { key: "hours", label: w.hours, value: report.viewerHours === null ? null : Math.round(report.viewerHours), note: report.gaps.length > 0 ? w.withoutGaps : "" },
    { key: "coins", label: words.stats.coins, value: numbers.coins, note: numbers.coins > 0 ? perHour(numbers.coins) : "" },
    { key: "messages", label: w.messages, value: numbers.chat_messages, note: w.chatters(count(numbers.chatters)) },
    { key: "follows", label: w.follows, value: numbers.follows, note: numbers.follower_total === null ? (numbers.follows > 0 ? perHour(numbers.follows) : "") : w.ofTotal(count(numbers.follower_total)) },
  ];
};

/** How much more than another, in its unit and in per cent of it. */
export const difference = (value: number | null, other: number | null): string =>
  value === null || other === null ? "–" : other === 0 || value === other ? change(value - other) : `${change(value - other)} (${value >= other ? "+" : "−"}${share(Math.abs(value - other), other)})`;
