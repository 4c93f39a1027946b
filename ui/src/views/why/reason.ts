// What an event gave to a number, as far as its frame says so. Pure.
import type { Counter, StreamEvent } from "../../api/wire";

/** What the event carries for this number; null where only its being counted matters. */
export const carried = (event: StreamEvent, field: Counter): number | null => {
  switch (event.type) {
    case "like": return event.total ?? event.count;
    case "gift": return field === "coins" ? event.coins * (event.repeat ?? event.count) : (event.repeat ?? event.count);
    case "subscription": return event.count;
    case "viewers": case "follower_total": return event.count;
    case "tip": return event.amount;
    default: return null;
  }
};

/** `3 × 1,000` for a gift's coins; the streak's length is as far as it had come. */
export const workings = (event: StreamEvent, field: Counter, count: (n: number) => string): string => {
  if (event.type === "gift" && field === "coins") return `${count(event.repeat ?? event.count)} × ${count(event.coins)}`;
  const amount = carried(event, field);
  return amount === null ? "" : count(amount);
};
