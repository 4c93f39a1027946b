import { expect, test } from "vitest";
import type { Sample, Session, Stats } from "../../api/wire";
import { cell, csvOf, fileName } from "./export";
import { gapsOf, lineOf, perMinute, pointsOf, reportOf, together } from "./report";

const S = 1000;
const session: Session = { id: 1, channel: "twitch:a", started_at: 0, ended_at: 400 * S, viewers_average: 10, gaps: [] };
const sample = (at: number, set: Partial<Sample> = {}): Sample => ({ at: at * S, channel: "twitch:a", viewers: 10, chat_rate: 1, likes: 0, coins: 0, gifts: 0, follows: 0, shares: 0, subscriptions: 0, ...set });
const numbers = { last_at: 400 * S } as Partial<Stats> as Stats;

test("a session has its own samples only", () => {
  const samples = [sample(20), sample(0), { ...sample(10), channel: "twitch:b" }, sample(401)];
  expect(pointsOf(session, samples).map((point) => point.at)).toEqual([0, 20 * S]);
});

test("gaps are what the engine noted and where nothing was sampled, once", () => {
  const points = [sample(0), sample(10), sample(200), sample(395)].map((one) => one);
  expect(gapsOf({ ...session, gaps: [{ from: 150 * S, to: 210 * S }] }, points, 400 * S)).toEqual([{ from: 10 * S, to: 395 * S }]);
  expect(gapsOf(session, [sample(0), sample(50)], 60 * S)).toEqual([]);
});

test("coins per minute know the first sample and a fresh start", () => {
  expect(perMinute([sample(0, { coins: 5 }), sample(10, { coins: 9 }), sample(70, { coins: 2 })], "coins", 0)).toEqual([{ at: 0, value: 9 }, { at: 60 * S, value: 2 }]);
});

test("viewer hours leave out what was not known, and gaps", () => {
  const samples = [sample(0, { viewers: 3600 }), sample(10, { viewers: 3600 }), sample(200, { viewers: null }), sample(210, { viewers: 3600 })];
  expect(reportOf({ session, numbers }, samples, 0).viewerHours).toBe(10);
  expect(reportOf({ session, numbers }, [sample(0, { viewers: null })], 0).viewerHours).toBeNull();
});

test("the curve breaks in a gap", () => {
  const line = lineOf(reportOf({ session, numbers }, [sample(0), sample(10), sample(390)], 0));
  expect(line).toEqual({ times: [0, 10, 200, 390], level: [10, 10, null, 10], rate: [1, 1, null, 1] });
});

test("two curves stand on common times", () => {
  const both = together({ times: [0, 11], level: [1, 2], rate: [3, 4] }, { times: [9, 20], level: [7, 8], rate: [0, 0] });
  expect(both).toEqual({ times: [0, 10, 20], level: [1, 2, null], rate: [3, 4, null], other: [null, 7, 8] });
});

test("a table is safe for a spreadsheet", () => {
  expect([cell("=1+1"), cell('a "b", c'), cell(null), cell(-5), cell("a\nb")]).toEqual(["'=1+1", '"a ""b"", c"', "", "-5", '"a\nb"']);
  const report = reportOf({ session, numbers }, [sample(10, { viewers: null })], 0);
  expect(csvOf(report)).toBe("time_utc,channel,viewers,chat_rate,likes,coins,gifts,follows,shares,subscriptions\r\n1970-01-01T00:00:10.000Z,twitch:a,,1,0,0,0,0,0,0\r\n");
  expect(fileName(report, "csv")).toMatch(/^twitch-a 1970-01-01 \d\d-\d\d\.csv$/);
});
