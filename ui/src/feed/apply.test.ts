import { describe, expect, it } from "vitest";
import type { Delta, Snapshot, SourceStatus, Stats, StreamEvent } from "../api/wire";
import { applyFrame, type LiveState } from "./apply";

const stats = (set: Partial<Stats> = {}): Stats => ({
  viewers: null, viewers_peak: 0, chat_rate: 0, chat_messages: 0, chatters: 0, likes: 0, likes_observed: 0, likes_base: null, coins: 0, gifts: 0, gift_combos: 0,
  tips: {}, follows: 0, follower_total: null, shares: 0, subscriptions: 0, resubscriptions: 0,
  gifted_subscriptions: 0, raids: 0, joins: 0, timeouts: 0, bans: 0, messages_deleted: 0, chat_clears: 0,
  recording: null, live: null, title: null, first_at: null, last_at: null, ...set,
});
const chat = (at: number): StreamEvent => ({ type: "chat", text: `no. ${at}`, channel: "twitch:luna", source: "t", at });
const trigger = (at: number): StreamEvent => ({
  type: "trigger", trigger: "viewer_spike", details: {}, channel: "twitch:luna", source: "t", at,
});
const snapshot = (set: Partial<Snapshot> = {}): Snapshot => ({
  type: "snapshot", seq: 10, epoch: "e1", at: 1000, profile: "Main", profile_id: "p1", simulated: false, live: true,
  stats: stats({ viewers: 5 }), channels: { "twitch:luna": stats({ viewers: 5 }) }, recent: [], triggers: [], sessions: [], sources: [],
  server: null, storage: { state: "ok" }, notices: [], goals: [], ...set,
});
const delta = (seq: number, set: Partial<Delta> = {}): Delta => ({ type: "delta", seq, at: 1000 + seq, ...set });
const start = (set?: Partial<Snapshot>): LiveState => applyFrame(null, snapshot(set))!;
const source: SourceStatus = { id: "s1", kind: "demo", channel: "twitch:luna", state: "live" };

describe("snapshot", () => {
  it("replaces everything, even by an older number", () => {
    const old = start();
    applyFrame(old, delta(11, { event: chat(1), source }));
    const state = applyFrame(old, snapshot({ seq: 3, epoch: "e2", profile: "Other", stats: stats(), channels: {} }));
    expect(state).toEqual({
      seq: 3, epoch: "e2", at: 1000, profile: "Other", profileId: "p1", simulated: false, live: true, totals: stats(),
      channels: {}, events: [], triggers: [], acted: [], sources: {}, server: null, storage: { state: "ok" }, notices: [], goals: [], sessions: [], undoUntil: null,
    });
  });

  it("lists events newest first and triggers newest last", () => {
    expect(start({ recent: [chat(1), chat(2), chat(3)] }).events.map((event) => event.at)).toEqual([3, 2, 1]);
    expect(start({ triggers: [trigger(1), trigger(2)] }).triggers.map((event) => event.at)).toEqual([1, 2]);
  });

  it("keeps what became of triggers, from the snapshot on", () => {
    const acted = (at: number): StreamEvent => ({
      type: "action", action: "save_replay", trigger: "viewer_spike", trigger_at: 1, outcome: "done", channel: "twitch:luna", source: "t", at,
    });
    const state = start({ recent: [chat(1), acted(2)] });
    applyFrame(state, delta(11, { event: acted(3) }));
    expect(state.acted.map((event) => event.at)).toEqual([2, 3]);
  });

  it("shows a gift streak as one row, at its newest length", () => {
    const rose = (repeat: number, user: string): StreamEvent => ({
      type: "gift", gift: "Rose", coins: 1, count: 1, combo: "c1", repeat, user: { id: user, name: user }, channel: "tiktok:luna", source: "t", at: repeat,
    });
    const state = start({ recent: [rose(1, "ann"), rose(2, "ann"), rose(1, "bob")] });
    applyFrame(state, delta(11, { event: rose(5, "ann") }));
    expect(state.events.map((event) => (event.type === "gift" ? event.repeat : 0))).toEqual([5, 1]);
  });

  it("keeps no more than fits", () => {
    const many = (make: (at: number) => StreamEvent) => Array.from({ length: 300 }, (_, at) => make(at));
    const state = start({ recent: many(chat), triggers: many(trigger) });
    expect([state.events.length, state.events[0]?.at]).toEqual([200, 299]);
    expect([state.triggers.length, state.triggers.at(-1)?.at]).toEqual([20, 299]);
  });

  it("knows its sources by their id", () => {
    expect(start({ sources: [source] }).sources).toEqual({ s1: source });
  });
});

describe("delta", () => {
  it("means nothing before a snapshot", () => {
    expect(applyFrame(null, delta(1, { totals: { viewers: 1 } }))).toBeNull();
  });

  it("means nothing when it is not newer", () => {
    const state = start();
    for (const seq of [9, 10]) applyFrame(state, delta(seq, { totals: { viewers: 99 }, event: chat(1) }));
    expect(state).toEqual(start());
  });

  it("assigns the changed values and no others", () => {
    const state = start({ stats: stats({ viewers: 5, likes: 7, tips: { twitch_bit: 1 } }) });
    applyFrame(state, delta(12, { totals: { viewers: null, tips: { EUR: 2 } }, channel: "twitch:luna", stats: { viewers: 0 } }));
    expect(state.totals).toEqual(stats({ viewers: null, likes: 7, tips: { EUR: 2 } }));
    expect(state.channels["twitch:luna"]).toEqual(stats({ viewers: 0 }));
    expect([state.seq, state.at]).toEqual([12, 1012]);
  });

  it("changes the state in place", () => {
    const state = start();
    expect(applyFrame(state, delta(11, { totals: { likes: 1 } }))).toBe(state);
  });

  it("brings a channel nobody had heard of", () => {
    const state = start();
    applyFrame(state, delta(11, { channel: "tiktok:luna", stats: { likes: 3 } }));
    applyFrame(state, delta(12, { channel: "__proto__", stats: { likes: 3 } }));
    expect(state.channels["tiktok:luna"]).toEqual(stats({ likes: 3 }));
    expect(({} as Partial<Stats>).likes).toBeUndefined();
  });

  it("puts events in front and triggers also behind, up to the caps", () => {
    const state = start();
    for (let n = 11; n <= 300; n++) applyFrame(state, delta(n, { event: n % 10 === 0 ? trigger(n) : chat(n) }));
    expect([state.events.length, state.events[0]?.at, state.events.at(-1)?.at]).toEqual([200, 300, 101]);
    expect([state.triggers.length, state.triggers[0]?.at, state.triggers.at(-1)?.at]).toEqual([20, 110, 300]);
  });

  it("brings sources, changes them and takes them away", () => {
    const state = start();
    applyFrame(state, delta(11, { source }));
    applyFrame(state, delta(12, { source: { ...source, state: "refused", why: "no_such_channel" } }));
    expect(state.sources.s1).toMatchObject({ state: "refused", why: "no_such_channel" });
    applyFrame(state, delta(13, { source_gone: "s1" }));
    expect(state.sources).toEqual({});
  });

  it("does not list a gauge's new value among the events", () => {
    const state = start();
    applyFrame(state, delta(11, { event: { type: "viewers", count: 9, channel: "twitch:luna", source: "t", at: 1 } }));
    expect(state.events).toEqual([]);
  });

  it("changes goals whole and takes them away", () => {
    const rule = { name: "Rose", counter: "gifts", channel: null, start: 0, target: 10, lasts: "session", on_reached: "stay" } as const;
    const goal = (id: number, value: number) => ({ id, rule, value, target: 10, progress: value / 10, reached: 0 });
    const state = start({ goals: [goal(1, 0), goal(2, 0)] });
    applyFrame(state, delta(11, { goals: [goal(1, 4), goal(3, 1)] }));
    expect(state.goals.map((one) => [one.id, one.value])).toEqual([[1, 4], [2, 0], [3, 1]]);
    applyFrame(state, delta(12, { goal_gone: 2 }));
    expect(state.goals.map((one) => one.id)).toEqual([1, 3]);
  });

  it("tells how the server is", () => {
    const state = start();
    applyFrame(state, delta(11, { server: { state: "serving", http: "http://127.0.0.1:7828" } }));
    expect(state.server).toMatchObject({ state: "serving" });
  });

  it("tells whether the stream runs: as a source says, else by live sources and events", () => {
    const state = start({ live: false });
    const live = (seq: number, set: Partial<Delta>) => applyFrame(state, delta(seq, set)).live;
    expect(live(11, { source })).toBe(false);
    expect(live(12, { totals: { first_at: 1 } })).toBe(true);
    expect(live(13, { source_gone: "s1" })).toBe(false);
    expect(live(14, { totals: { live: true } })).toBe(true);
    expect(live(15, { source })).toBe(true);
    expect(live(16, { totals: { live: false } })).toBe(false);
  });
});
