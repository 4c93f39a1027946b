// How an overlay fares in OBS, in words: what its pages tell the app of themselves. Pure.
import type { OverlayHealth } from "../../api/wire";
import { count, span } from "../../numbers/format";
import { words } from "../../words";
import type { Item } from "./item";

type State = "live" | "connecting" | "waiting" | "refused" | "idle";
export type Fare = { state: State; said: string };

/** Which overlay an address shows: `/o/goal?id=goal-2` is `goal-2`, `/o/goal?look=ring` the page `goal`. */
export const idOf = (address: string): string => {
  const url = new URL(address, "http://localhost");
  return url.searchParams.get("id") ?? url.pathname.replace(/^\/o\//, "").replace(/\/$/, "");
};
export const pagesOf = (item: Item, all: readonly OverlayHealth[]): OverlayHealth[] => all.filter((one) => idOf(one.address) === item.id);

/** One page of it. */
export const fareOf = (page: OverlayHealth, now: number): Fare => {
  const w = words.overlays.health;
  if (!page.connected) return { state: "refused", said: w.gone(span(now - page.since)) };
  if (!page.visible) return { state: "waiting", said: w.hidden(span(now - page.visible_since)) };
  return { state: "live", said: w.visible };
};

const RANK: Record<State, number> = { live: 0, waiting: 1, connecting: 2, refused: 3, idle: 4 };

/** All its pages in one word: the best of them. */
export const overall = (pages: readonly OverlayHealth[], now: number): Fare => {
  const best = pages.map((page) => fareOf(page, now)).sort((a, b) => RANK[a.state] - RANK[b.state])[0];
  if (!best) return { state: "idle", said: words.overlays.health.none };
  const open = pages.filter((page) => page.connected).length;
  return open > 1 ? { ...best, said: words.overlays.health.times(best.said, count(open)) } : best;
};

/** How late it draws, as it says. */
export const delayOf = (page: OverlayHealth): string => (page.delay === null ? words.overlays.health.noDelay : `${count(Math.max(0, page.delay))} ms`);
