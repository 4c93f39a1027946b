import { describe, expect, it } from "vitest";
import type { StreamEvent } from "../../src/api/wire";
import { ALERTS, KINDS } from "../catalogue";
import { figuresOf } from "../numbers";
import { type Least, Queue } from "./queue";

const NOTHING: Least = { coins: 0, tip: 0, raid: 0 };
const queue = (least: Partial<Least> = {}, kinds: readonly string[] = KINDS) =>
  new Queue({ kinds: new Set(kinds), ms: 6000, least: { ...NOTHING, ...least }, figures: figuresOf("en-US") });
const by = (name: string, event: object): StreamEvent => ({ channel: "tiktok:luna", source: "p", at: 1, user: { id: name, name }, ...event }) as StreamEvent;
const rose = (name: string, repeat: number) => by(name, { type: "gift", gift: "Rose", coins: 1, count: 1, combo: "c1", repeat });

describe("alerts", () => {
  it("stand one after the other, each its time", () => {
    const one = queue();
    one.take(by("ann", { type: "follow" }), 0);
    one.take(by("bob", { type: "follow" }), 0);
    const who = (at: number) => one.step(at)?.line.who ?? null;
    expect([who(0), who(5999), who(6000), who(11_999), who(12_000)]).toEqual(["ann", "ann", "bob", "bob", null]);
  });

  it("of one streak are one, which grows and stays", () => {
    const one = queue();
    for (const repeat of [1, 2, 3]) one.take(rose("ann", repeat), 0);
    expect([one.step(0)?.line.amount, one.waiting.length]).toEqual(["×3", 0]);
    one.take(rose("bob", 7), 4000);
    one.take(rose("ann", 40), 5000);
    one.take(rose("ann", 39), 5000);
    expect([one.step(10_999)?.line.amount, one.step(11_000)?.line.who]).toEqual(["×40", "bob"]);
  });

  it("of the same gift again are added up", () => {
    const one = queue();
    for (let n = 0; n < 3; n++) one.take(by("ann", { type: "gift", gift: "Lion", coins: 500, count: 2 }), 0);
    expect([one.step(0)?.line.amount, one.waiting.length]).toEqual(["×6", 0]);
  });

  it("of a gift bomb are one, counted once", () => {
    const one = queue();
    const bomb = (set: object) => by("ann", { type: "subscription", gifted: true, bomb: "b1", ...set });
    one.take(bomb({ count: 5 }), 0);
    for (let n = 0; n < 5; n++) one.take(bomb({ count: 1, recipient: { id: `r${n}`, name: "r" } }), 0);
    expect([one.step(0)?.line.amount, one.waiting.length]).toEqual(["×5", 0]);
  });

  it("begin at the least value, a streak as a whole", () => {
    const one = queue({ coins: 10, raid: 100, tip: 5 });
    one.take(rose("ann", 9), 0);
    one.take(by("bob", { type: "raid", viewers: 99 }), 0);
    one.take(by("cat", { type: "tip", amount: 4_990_000, currency: "EUR" }), 0);
    expect(one.step(0)).toBeNull();
    one.take(rose("ann", 10), 0);
    expect(one.step(0)?.line.amount).toBe("×10");
  });

  it("of a trigger take up its banner", () => {
    const spike = { type: "trigger", trigger: "viewer_spike", details: {}, user: undefined };
    const banner = (set: object) => by("", { type: "action", action: "banner", outcome: "done", trigger: "viewer_spike", trigger_at: 1, at: 5, user: undefined, ...set });
    const one = queue({}, ALERTS);
    one.take(by("", spike), 0);
    one.take(banner({ text: "Clip that!" }), 0);
    expect([one.step(0)?.line, one.waiting.length]).toEqual([{ kind: "banner", who: "Viewer spike", what: "Clip that!", amount: "" }, 0]);
    const alone = queue({}, ["banner"]);
    alone.take(by("", spike), 0);
    for (const set of [{ outcome: "cooldown" }, { action: "save_replay" }, { trigger_at: 2 }]) alone.take(banner(set), 0);
    expect([alone.step(0)?.line.what, alone.waiting.length]).toEqual(["Viewer spike", 0]);
  });

  it("tell only what was asked for, and wait fifty at most", () => {
    const one = queue({}, ["follow"]);
    one.take(rose("ann", 1), 0);
    expect(one.step(0)).toBeNull();
    for (let n = 0; n < 80; n++) one.take(by(`f${n}`, { type: "follow" }), 0);
    expect([one.waiting.length, one.step(0)?.line.who]).toEqual([50, "f30"]);
  });
});
