import { describe, expect, it } from "vitest";
import type { ActionRule, StreamEvent } from "../../api/wire";
import { actedOf, actionOf, outcomeOf, withRule } from "./actions";

const rule = (trigger: string | null): ActionRule => ({ trigger, action: { do: "save_replay" } });
const trigger = { type: "trigger", trigger: "viewer_spike", details: {}, channel: "twitch:luna", source: "t", at: 5 } as StreamEvent & { type: "trigger" };
const acted = (set: object) =>
  ({ type: "action", action: "save_replay", trigger: "viewer_spike", trigger_at: 5, outcome: "done", channel: "twitch:luna", source: "t", at: 9, ...set }) as StreamEvent & { type: "action" };

describe("actions", () => {
  it("are set and removed one by one", () => {
    const three = [rule("a"), rule("b"), rule("c")];
    expect(withRule(three, 1, rule(null)).map((one) => one.trigger)).toEqual(["a", null, "c"]);
    expect(withRule(three, 1, null).map((one) => one.trigger)).toEqual(["a", "c"]);
    expect(withRule(three, 3, rule("d")).map((one) => one.trigger)).toEqual(["a", "b", "c", "d"]);
  });

  it("begin with what the app takes", () => {
    expect([actionOf("banner"), actionOf("mark_chapter")]).toEqual([{ do: "banner", text: "" }, { do: "mark_chapter" }]);
  });

  it("stand with their own trigger", () => {
    const all = [acted({}), acted({ trigger_at: 6 }), acted({ trigger: "combo" }), acted({ channel: "twitch:mira" }), acted({ trigger_id: "x" })];
    expect(actedOf(trigger, all)).toEqual([all[0]]);
    expect(actedOf({ ...trigger, id: "x" }, all)).toEqual([all[4]]);
  });

  it("say what became of them", () => {
    expect(outcomeOf(acted({}))).toBe("Replay saved");
    expect(outcomeOf(acted({ outcome: "failed", why: "OBS is not connected." }))).toBe("No replay saved: OBS is not connected.");
    expect(outcomeOf(acted({ action: "dance", outcome: "cooldown" }))).toBe("dance");
  });
});
