import { expect, test } from "vitest";
import type { SourceInfo, SourceStatus } from "../../api/wire";
import type { LiveState } from "../../feed/apply";
import { deedOf, rowsOf } from "./rows";

const state = (sources: SourceStatus[], channels: Record<string, number | null>): LiveState =>
  ({
    at: 1_000_000,
    sources: Object.fromEntries(sources.map((source) => [source.id, source])),
    channels: Object.fromEntries(Object.entries(channels).map(([name, last_at]) => [name, { last_at }])),
  }) as unknown as LiveState;
const twitch = (name: string, how: object): SourceStatus => ({ id: `twitch_chat/twitch:${name}`, kind: "twitch_chat", channel: `twitch:${name}`, ...how }) as SourceStatus;
const added = (name: string): SourceInfo => ({ id: name, settings: { kind: "twitch_chat", channel: `twitch:${name}` }, has_secret: false, statuses: [`twitch_chat/twitch:${name}`], capture: null, capturing: false });

test("what needs somebody stands first, with one thing to do", () => {
  const rows = rowsOf(state([twitch("b", { state: "live" }), twitch("a", { state: "waiting", until: 5, why: "It is asleep." }), twitch("c", { state: "refused", why: "No such channel." })], {}), ["a", "b", "c"].map(added));
  expect(rows.map((row) => [row.name, deedOf(row)])).toEqual([["c", "remove"], ["a", "reconnect"], ["b", "test"]]);
  expect(rows[1]?.until).toBe(5);
});

test("a channel without a source is a tool's, and quiet after a minute", () => {
  const rows = rowsOf(state([twitch("a", { state: "live" })], { "twitch:a": 999_000, "generic:luna": 999_000, "generic:old": 900_000 }));
  expect(rows.map((row) => [row.channel, row.kind, row.state])).toEqual([["twitch:a", "twitch_chat", "live"], ["generic:luna", "push", "live"], ["generic:old", "push", "idle"]]);
  expect(deedOf(rows[1]!)).toBe("address");
});

test("the demo's channels are the demo's", () => {
  const demo = { id: "demo", kind: "demo", channel: "", state: "live" } as SourceStatus;
  expect(rowsOf(state([demo], { "twitch:made_up": 999_000 })).map(deedOf)).toEqual(["leave"]);
});

test("what was refused is changed where there is a form for it", () => {
  const refused = { id: "tikfinity/tiktok:luna", kind: "tikfinity", channel: "tiktok:luna", state: "refused", why: "No." } as SourceStatus;
  const source: SourceInfo = { ...added("luna"), settings: { kind: "tikfinity", channel: "tiktok:luna", host: "127.0.0.1", port: 21213 }, statuses: [refused.id] };
  expect(rowsOf(state([refused], {}), [source]).map(deedOf)).toEqual(["edit"]);
});

test("OBS has its form in the settings, and is changed there when it cannot be reached", () => {
  const obs = (how: object): SourceStatus => ({ id: "obs/generic:obs", kind: "obs", channel: "generic:obs", ...how }) as SourceStatus;
  const deeds = [obs({ state: "refused", why: "No." }), obs({ state: "waiting", until: 5, why: "No." }), obs({ state: "live" })].map((one) => rowsOf(state([one], {})).map(deedOf));
  expect(deeds).toEqual([["edit"], ["edit"], ["test"]]);
});

test("a row knows what its platform still lets it ask", () => {
  const quota = { used: 120, left: 9880, resets_at: 2_000_000 };
  const youtube = { id: "youtube/youtube:luna", kind: "youtube", channel: "youtube:luna", state: "live", quota } as SourceStatus;
  expect(rowsOf(state([youtube, twitch("a", { state: "live" })], {})).map((row) => row.quota)).toEqual([null, quota]);
});
