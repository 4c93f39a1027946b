import { expect, test } from "vitest";
import type { LiveState } from "../../feed/apply";
import { logsOf, reportOf } from "./diagnostics";

test("the report says how everything is, and names nobody", () => {
  const now = {
    seq: 7, simulated: false, profile: "Luna", channels: { "twitch:luna": {} }, goals: [], server: { state: "serving", http: "x" }, storage: { state: "ok" },
    sources: { a: { id: "twitch_chat/twitch:luna", kind: "twitch_chat", channel: "twitch:luna", state: "refused", why: "No such channel." } },
  } as unknown as LiveState;
  const report = reportOf({ version: "1.2.3", data_dir: "/data", http: "http://127.0.0.1:7828" }, now, "WebKit", "de");
  expect(report).toContain("Streamgauge 1.2.3");
  expect(report).toContain("Source twitch_chat: refused: No such channel.");
  expect(report.toLowerCase()).not.toContain("luna");
});

test("logs stand in the data folder, in the system's own writing", () => {
  expect(logsOf("/home/a/data")).toBe("/home/a/data/logs");
  expect(logsOf("C:\\Data")).toBe("C:\\Data\\logs");
});
