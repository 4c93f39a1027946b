// What the list of sources shows: every source, and every channel that lives from what tools push.
import type { Quota, SourceInfo, SourceState } from "../../api/wire";
import type { LiveState } from "../../feed/apply";
import { channelName } from "../../names";
import { FORMS } from "./forms";

/** A pushed channel that was silent for so long is not called live. */
const QUIET = 60_000;
const RANK = { refused: 0, waiting: 1, connecting: 2, live: 3, offline: 4, idle: 5 } as const;

export type Row = {
  id: string;
  /** As the app names it: `twitch_chat`, `demo`, `push`. */
  kind: string;
  channel: string;
  platform: string;
  name: string;
  state: SourceState["state"];
  why: string;
  /** When it is tried again, ms UTC. */
  until: number | null;
  brings: readonly string[];
  notOwner: number;
  /** What its platform lets it ask today, where that is counted. */
  quota: Quota | null;
  /** How it is set; `null` for what nobody has added. */
  source: SourceInfo | null;
  /** Its channel's newest event, in stream time. */
  lastAt: number | null;
};

/** What needs somebody first; else by name. */
export const rowsOf = (now: LiveState, added: readonly SourceInfo[] = []): Row[] => {
  const byStatus = new Map(added.flatMap((source) => source.statuses.map((id) => [id, source] as const)));
  const rows = Object.values(now.sources).map((source): Row => ({
    id: source.id, kind: source.kind, channel: source.channel, ...channelName(source.channel), state: source.state,
    why: "why" in source ? source.why : "", until: "until" in source ? source.until : null, source: byStatus.get(source.id) ?? null,
    brings: source.brings ?? [], notOwner: source.not_owner ?? 0, quota: source.quota ?? null, lastAt: now.channels[source.channel]?.last_at ?? null,
  }));
  const known = new Set(rows.map((row) => row.channel));
  // The demo and replays bring channels of their own.
  const played = rows.some((row) => row.kind === "demo" || row.kind === "replay");
  const pushed = played ? [] : Object.entries(now.channels).filter(([channel]) => !known.has(channel));
  for (const [channel, stats] of pushed) {
    const isNew = stats.last_at !== null && now.at - stats.last_at < QUIET;
    rows.push({ id: `push/${channel}`, kind: "push", channel, ...channelName(channel), state: isNew ? "live" : "idle", why: "", until: null, brings: [], notOwner: 0, quota: null, source: null, lastAt: stats.last_at });
  }
  return rows.sort((a, b) => RANK[a.state] - RANK[b.state] || a.name.localeCompare(b.name));
};

/** The one thing to do with it. */
export type Deed = "remove" | "reconnect" | "test" | "edit" | "address" | "leave";

/** OBS is nobody's source: it is set in the settings, for all profiles. */
export const isObs = (row: Row): boolean => row.kind === "obs";

/** Whether there is a form to change it with. */
export const isForm = (row: Row): boolean => isObs(row) || (row.source !== null && row.source.settings.kind in FORMS);

export const deedOf = (row: Row): Deed => {
  if (row.kind === "demo") return "leave";
  if (row.kind === "push") return "address";
  if (isObs(row)) return row.state === "refused" || row.state === "waiting" ? "edit" : "test";
  if (!row.source) return "test";
  if (row.state === "refused") return isForm(row) ? "edit" : "remove";
  return row.state === "waiting" ? "reconnect" : "test";
};
