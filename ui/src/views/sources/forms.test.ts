import { expect, test } from "vitest";
import { settingsOf, valuesOf, wrongIn } from "./forms";

test("a form begins with what is set, or with what almost everybody needs, and gives settings back", () => {
  expect(valuesOf("tikfinity", null)).toEqual({ channel: "", host: "127.0.0.1", port: "21213" });
  const set = { kind: "tikfinity", channel: "tiktok:luna", host: "10.0.0.5", port: 9 } as const;
  expect(valuesOf("tikfinity", set)).toEqual({ channel: "luna", host: "10.0.0.5", port: "9" });
  expect(settingsOf("tikfinity", { channel: " @luna ", host: "10.0.0.5", port: "9" })).toEqual({ kind: "tikfinity", channel: "@luna", host: "10.0.0.5", port: 9 });
});

test("what cannot be right is said before anybody is asked", () => {
  const good = { channel: "luna", host: "127.0.0.1", port: "21213" };
  expect(wrongIn("tikfinity", good)).toBeNull();
  expect(wrongIn("tikfinity", { ...good, channel: " " })).toEqual({ name: "channel", wrong: "empty" });
  expect(wrongIn("tikfinity", { ...good, port: "x" })).toEqual({ name: "port", wrong: "number" });
});
