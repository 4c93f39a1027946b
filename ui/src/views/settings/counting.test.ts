import { expect, test } from "vitest";
import type { Preference } from "../../api/wire";
import { gracesWith, once, raised, without, withPreference } from "./counting";

const chat: Preference = { source: "twitch_chat", kind: "chat" };
const bot: Preference = { source: "streamerbot", kind: null };
const tube: Preference = { source: "youtube", kind: null };

test("a grace period that was set elsewhere is offered in its place, and no other twice", () => {
  expect(gracesWith(45)[0]).toBe(45);
  expect(gracesWith(600)).toEqual(gracesWith(60));
  expect(gracesWith(0)[0]).toBe(0);
  expect(gracesWith(600)).not.toContain(0);
});

test("a preference comes behind the others, once", () => {
  expect(withPreference([chat], bot)).toEqual([chat, bot]);
  expect(withPreference([chat, bot], { ...bot })).toBeNull();
  expect(withPreference([chat], { ...chat, kind: null })).toHaveLength(2);
  expect(once([chat, bot, { ...chat }, tube])).toEqual([chat, bot, tube]);
});

test("a preference is moved up by one, and taken out", () => {
  expect(raised([chat, bot, tube], 2)).toEqual([chat, tube, bot]);
  expect(raised([chat, bot], 0)).toEqual([chat, bot]);
  expect(without([chat, bot, tube], 1)).toEqual([chat, tube]);
});
