import { expect, test } from "vitest";
import type { GoalRule, GoalState, SourceStatus, Stats, StreamEvent } from "../api/wire";
import type { LiveState } from "../feed/apply";
import { held, whilePaused } from "./shown";

const likes = (n: number): Stats => ({ likes: n }) as Partial<Stats> as Stats;
const source = (state: "live" | "connecting"): SourceStatus => ({ id: "push/a", kind: "push", channel: "generic:a", state });
const follow = { type: "follow", channel: "generic:a", source: "p", at: 2 } as StreamEvent;
const rule: GoalRule = { name: "Ten", counter: "follows", channel: null, start: 0, target: 10, lasts: "session", on_reached: "stay" };
const goal = (id: number, value: number, more: Partial<GoalRule> = {}): GoalState => ({ id, rule: { ...rule, ...more }, value, target: 10, progress: value / 10, reached: 0 });

const state = (more: Partial<LiveState> = {}): LiveState => ({
  seq: 1, epoch: "e", at: 1, profile: "Main", profileId: "p", simulated: false, live: false, totals: likes(1), channels: { "generic:a": likes(1) }, events: [], triggers: [], acted: [],
  sources: {}, server: null, storage: { state: "ok" }, notices: [], goals: [], sessions: [], undoUntil: null, ...more,
});

test("what is shown holds still while the fold goes on", () => {
  const folded = state({ goals: [goal(1, 2)], sources: { "push/a": source("connecting") } });
  const shown = held(folded);
  folded.totals.likes = 9;
  folded.channels["generic:a"]!.likes = 9;
  folded.events.unshift(follow);
  folded.goals[0] = goal(1, 9);
  folded.sources["push/a"] = source("live");
  expect(shown).toEqual(state({ goals: [goal(1, 2)], sources: { "push/a": source("connecting") } }));
});

test("figures and events stand still while it is paused", () => {
  const shown = state();
  const paused = whilePaused(shown, state({ seq: 2, at: 2, live: true, totals: likes(5), channels: { "generic:a": likes(5) }, events: [follow], triggers: [follow], acted: [follow] }));
  expect(paused).toEqual(shown);
});

test("what the user sets and must know goes on while it is paused", () => {
  const news: Partial<LiveState> = {
    profile: "Stage", sources: { "push/a": source("live") }, server: { state: "serving", http: "http://127.0.0.1:7828" }, storage: { state: "full", why: "There is no room." },
    notices: [{ code: "backup_restored", message: "A backup was put in place." }], sessions: [{ id: 1, channel: "generic:a", started_at: 1, ended_at: 2, viewers_average: null, gaps: [] }], undoUntil: 600_000,
  };
  const latest = state({ ...news, totals: likes(5) });
  const paused = whilePaused(state(), latest);
  expect(paused).toEqual(state(news));
  delete latest.sources["push/a"];
  expect(Object.keys(paused.sources)).toEqual(["push/a"]);
});

test("goals that are added, removed or set anew are seen while it is paused, and their values stand still", () => {
  const shown = state({ goals: [goal(1, 1), goal(2, 2), goal(3, 3)] });
  const paused = whilePaused(shown, state({ goals: [goal(2, 5), goal(3, 6, { name: "Twenty", target: 20 }), goal(4, 7)] }));
  expect(paused.goals).toEqual([goal(2, 2), goal(3, 6, { name: "Twenty", target: 20 }), goal(4, 7)]);
  const later = whilePaused(paused, state({ goals: [goal(2, 8), goal(3, 9, { name: "Twenty", target: 20 }), goal(4, 10)] }));
  expect(later.goals).toEqual(paused.goals);
});
