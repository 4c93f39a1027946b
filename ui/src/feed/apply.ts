// The fold of the feed: frames in, the numbers of now out. No sockets, no clock, no drawing.
import type { Delta, Frame, GoalState, Notice, ServerState, Session, Snapshot, SourceStatus, Stats, StorageState, StreamEvent } from "../api/wire";

const EVENTS_KEPT = 200;
const TRIGGERS_KEPT = 20;
/** Each trigger may set off several things. */
const ACTED_KEPT = 60;

/** Everything a screen shows. */
export type LiveState = {
  /** Orders the frames of one `epoch`; another epoch means that the app was started anew. */
  seq: number;
  epoch: string;
  /** The app's time of the newest frame. */
  at: number;
  profile: string;
  profileId: string;
  simulated: boolean;
  live: boolean;
  totals: Stats;
  channels: Record<string, Stats>;
  /** Newest first, at most 200; without gauges. */
  events: StreamEvent[];
  /** Newest last, at most 20. */
  triggers: StreamEvent[];
  /** What became of what they set off, newest last, as far as it was seen. */
  acted: StreamEvent[];
  sources: Record<string, SourceStatus>;
  server: ServerState | null;
  /** How the profile's file is. */
  storage: StorageState;
  /** What the user must know about the profile's data, oldest first. */
  notices: Notice[];
  /** In the order in which they were made. */
  goals: GoalState[];
  /** The newest session of each channel. */
  sessions: Session[];
  /** Until when the newest reset can be taken back, by the app's clock; `null`: there is none. */
  undoUntil: number | null;
};

/**
 * The state after one frame. A snapshot gives a new state; a delta gives **the same object, changed in place**, because the app
 * applies up to a thousand a second and a copy of each would be all its work. Who needs to notice a change compares `seq`. The
 * frame belongs to the state from then on: do not use it again.
 *
 * A delta that is not newer than the state, or that comes before any snapshot (then the state stays `null`), changes nothing.
 */
export function applyFrame(state: LiveState, frame: Frame): LiveState;
export function applyFrame(state: LiveState | null, frame: Snapshot): LiveState;
export function applyFrame(state: LiveState | null, frame: Frame): LiveState | null;
export function applyFrame(state: LiveState | null, frame: Frame): LiveState | null {
  if (frame.type === "snapshot") return fromSnapshot(frame);
  if (state === null || frame.seq <= state.seq) return state;
  applyDelta(state, frame);
  return state;
}

function fromSnapshot(frame: Snapshot): LiveState {
  return {
    seq: frame.seq,
    epoch: frame.epoch,
    at: frame.at,
    profile: frame.profile,
    profileId: frame.profile_id,
    simulated: frame.simulated,
    live: frame.live,
    totals: frame.stats,
    channels: frame.channels,
    events: frame.recent.slice(-EVENTS_KEPT).reduce<StreamEvent[]>(withNewest, []),
    triggers: frame.triggers.slice(-TRIGGERS_KEPT),
    acted: frame.recent.filter((event) => event.type === "action").slice(-ACTED_KEPT),
    sources: Object.fromEntries(frame.sources.map((source) => [source.id, source])),
    server: frame.server,
    storage: frame.storage,
    notices: frame.notices,
    goals: frame.goals,
    sessions: frame.sessions,
    undoUntil: frame.undo_until ?? null,
  };
}

function applyDelta(state: LiveState, frame: Delta): void {
  state.seq = frame.seq;
  state.at = frame.at;
  if (frame.totals) Object.assign(state.totals, frame.totals);
  if (frame.channel !== undefined && frame.stats) {
    if (Object.hasOwn(state.channels, frame.channel)) Object.assign(state.channels[frame.channel]!, frame.stats);
    else state.channels[frame.channel] = { ...noStats(), ...frame.stats };
  }
  if (frame.event) remember(state, frame.event);
  if (frame.source) state.sources[frame.source.id] = frame.source;
  if (frame.source_gone !== undefined) delete state.sources[frame.source_gone];
  if (frame.server) state.server = frame.server;
  if (frame.storage) state.storage = frame.storage;
  if (frame.notices) state.notices = frame.notices;
  for (const goal of frame.goals ?? []) put(state.goals, goal);
  if (frame.goal_gone !== undefined) state.goals = state.goals.filter((goal) => goal.id !== frame.goal_gone);
  if (frame.totals || frame.source || frame.source_gone !== undefined) state.live = isLive(state);
}

function put(goals: GoalState[], goal: GoalState): void {
  const place = goals.findIndex((one) => one.id === goal.id);
  if (place < 0) goals.push(goal);
  else goals[place] = goal;
}

/** A delta does not say it: the rule is that of `Standing::live` in gauge-model, which fills the snapshot. */
function isLive({ totals, sources }: LiveState): boolean {
  return totals.live ?? (totals.first_at !== null && Object.values(sources).some((source) => source.state === "live"));
}

/** New values of gauges are no news, as in the snapshot's `recent`: they would push everything else out of the list. */
const GAUGES: ReadonlySet<StreamEvent["type"]> = new Set(["viewers", "chat_rate", "follower_total"] as const);

function remember(state: LiveState, event: StreamEvent): void {
  if (GAUGES.has(event.type)) return;
  withNewest(state.events, event);
  if (event.type === "trigger") keep(state.triggers, event, TRIGGERS_KEPT);
  if (event.type === "action") keep(state.acted, event, ACTED_KEPT);
}

function keep(list: StreamEvent[], event: StreamEvent, most: number): void {
  list.push(event);
  if (list.length > most) list.shift();
}

/** Puts an event first. A gift streak is one row: its newest frame says how long it has become. */
function withNewest(events: StreamEvent[], event: StreamEvent): StreamEvent[] {
  if (event.type === "gift" && event.combo !== undefined) {
    const earlier = events.findIndex((one) => one.type === "gift" && one.combo === event.combo && one.user?.id === event.user?.id);
    if (earlier >= 0) events.splice(earlier, 1);
  }
  events.unshift(event);
  if (events.length > EVENTS_KEPT) events.pop();
  return events;
}

/** The numbers of a channel nobody has said anything about yet. */
function noStats(): Stats {
  return {
    viewers: null, viewers_peak: 0, chat_rate: 0, chat_messages: 0, chatters: 0, likes: 0, likes_observed: 0, likes_base: null, coins: 0, gifts: 0, gift_combos: 0,
    tips: {}, follows: 0, follower_total: null, shares: 0, subscriptions: 0, resubscriptions: 0,
    gifted_subscriptions: 0, raids: 0, joins: 0, timeouts: 0, bans: 0, messages_deleted: 0, chat_clears: 0,
    recording: null, live: null, title: null, first_at: null, last_at: null,
  };
}
