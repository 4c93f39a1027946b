import { expect, test } from "vitest";
import { channelName, initials, twitchName } from "./names";

test.each([
  ["xqc", "xqc"], ["  Luna_Plays ", "luna_plays"], ["@xqc", "xqc"], ["#xqc", "xqc"], ["https://www.twitch.tv/xqc", "xqc"], ["twitch.tv/XQC/videos?x=1", "xqc"],
  ["", null], ["two words", null], ["naïve", null], ["a".repeat(26), null], ["https://youtube.com/xqc", null], ["<b>", null],
])("twitch name %s", (typed, name) => expect(twitchName(typed)).toBe(name));

test("a channel's key", () => {
  expect(channelName("twitch:xqc")).toEqual({ platform: "twitch", name: "xqc" });
  expect(channelName("generic:a:b")).toEqual({ platform: "generic", name: "a:b" });
  expect(channelName("old")).toEqual({ platform: "generic", name: "old" });
});

test.each([["Luna Moreau", "LM"], ["xqc", "X"], ["🌊", "🌊"], ["🌊 nora", "N"], ["👩‍👩‍👧", "👩‍👩‍👧"], ["", ""]])("the face of %s", (name, face) => expect(initials(name)).toBe(face));
