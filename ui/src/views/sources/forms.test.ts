import { expect, test } from "vitest";
import { settingsOf, valuesOf, wrongIn } from "./forms";

test("a form begins with what is set, or with what almost everybody needs, and gives settings back", () => {
  expect(valuesOf("tikfinity", null)).toEqual({ channel: "", host: "127.0.0.1", port: "21213" });
  const set = { kind: "tikfinity", channel: "tiktok:luna", host: "10.0.0.5", port: 9 } as const;
  expect(valuesOf("tikfinity", set)).toEqual({ channel: "luna", host: "10.0.0.5", port: "9" });
  expect(settingsOf("tikfinity", { channel: " @luna ", host: "10.0.0.5", port: "9" })).toEqual({ kind: "tikfinity", channel: "@luna", host: "10.0.0.5", port: 9 });
});

test("a source of several channels keeps those that it has", () => {
  const values = { ...valuesOf("streamerbot", null), twitch: "luna" };
  const set = settingsOf("streamerbot", values);
  expect(set).toEqual({ kind: "streamerbot", twitch: "luna", youtube: "", kick: "", own: "tips", host: "127.0.0.1", port: 8080, endpoint: "/" });
  expect(valuesOf("streamerbot", { ...set, twitch: "twitch:luna", own: "generic:tips" } as typeof set)).toEqual(values);
  expect(wrongIn("youtube", { channel: "luna", video: "", units: "10000000", hours: "6" })).toBeNull();
});

test("what cannot be right is said before anybody is asked", () => {
  const good = { channel: "luna", host: "127.0.0.1", port: "21213" };
  expect(wrongIn("tikfinity", good)).toBeNull();
  expect(wrongIn("tikfinity", { ...good, channel: " " })).toEqual({ name: "channel", wrong: "empty" });
  expect(wrongIn("tikfinity", { ...good, port: "x" })).toEqual({ name: "port", wrong: "number" });
});
