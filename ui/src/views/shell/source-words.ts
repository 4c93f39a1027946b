// A source's state in words: what it is called, how it is, why.
import type { SourceStatus } from "../../api/wire";
import { channelName } from "../../names";
import { left } from "../../numbers/format";
import { words } from "../../words";

const RANK = { refused: 0, waiting: 1, connecting: 2, live: 3, offline: 4, idle: 5 } as const;

/** What needs somebody first. */
export const ordered = (sources: readonly SourceStatus[]): SourceStatus[] => [...sources].sort((a, b) => RANK[a.state] - RANK[b.state]);

export const sourceName = (source: SourceStatus): string => (source.channel ? channelName(source.channel).name : (words.kinds[source.kind] ?? source.kind));

export const stateWord = (source: SourceStatus, now: number): string => {
  if (source.state !== "waiting") return words.states[source.state];
  return source.until > now ? words.retryIn(left(source.until - now)) : words.retryNow;
};

export const reasonOf = (source: SourceStatus): string => {
  if ("why" in source) return words.trouble.why(source.why);
  if (source.state === "connecting") return words.sources.connecting;
  return source.state === "idle" ? words.sources.idle : words.sources.fine;
};
