// What a part sees of the stream, and what it must be able to do.
import type { BoardRow, Sample, Stats, StreamEvent } from "../src/api/wire";
import type { LiveState } from "../src/feed/apply";
import type { BoardWish } from "./boards";
import type { SHARED } from "./catalogue";
import type { Fault, Values } from "./parameters";

/** What every address may say. */
export type SharedValues = Values<typeof SHARED>;

export type View = {
  live: LiveState;
  /** The numbers asked for: all channels' together, or one's; none while that channel is unknown. */
  stats: Stats | undefined;
  onAir: boolean;
  /** The app's clock, ms UTC; it stands still while we are away from the app. */
  now: number;
  /** The newest first, of the channel asked for. */
  events: readonly StreamEvent[];
  /** A leaderboard, as far as it is known; whoever looks at one gets it anew when it changes. */
  board: (wish: BoardWish) => BoardRow[] | null;
  /** What was sampled since a moment of the app's clock; nothing where that cannot be had. */
  samples: (since: number) => Promise<readonly Sample[]>;
};

export type Part = {
  element: HTMLElement;
  /** The size it is drawn for. */
  width: number;
  height: number;
  /** The server's channels that it lives from. */
  topics: string[];
  /** Wrong addresses that only the part itself can see. */
  faults?: Fault[];
  /** Draws how it stands, at most four times a second. Returns in how many ms it will look different by itself. */
  paint: (view: View) => number | undefined | void;
  /** An event that has just happened; those of a snapshot come only with `paint`. */
  hear?: (event: StreamEvent, view: View) => void;
  /** It leaves the page: whatever would wake it again is stopped. */
  end?: () => void;
};

/** `asked`: what the address says, for what may stand in it more than once. */
export type Make<Wish> = (wish: Wish, asked: URLSearchParams) => Part;

export function viewOf({ live, channel, now, board, samples }: Pick<View, "live" | "now" | "board" | "samples"> & { channel: string }): View {
  const stats = channel === "" ? live.totals : Object.hasOwn(live.channels, channel) ? live.channels[channel] : undefined;
  const onAir = (channel === "" ? null : stats?.live) ?? live.live;
  const events = channel === "" ? live.events : live.events.filter((event) => event.channel === channel);
  return { live, stats, onAir, now, events, board, samples };
}

/** How long the session has run, in the stream's time. It stands still while the stream does. */
export function sessionAt({ stats, onAir, now }: View): number | null {
  const from = stats?.first_at ?? null;
  if (stats === undefined || from === null) return null;
  return Math.max(0, (onAir ? now : (stats.last_at ?? from)) - from);
}

/** The ms until a clock that shows `shown` must be written again. */
export const untilNextSecond = (shown: number): number => 1005 - (shown % 1000);
