// A made-up stream for previews in the app: the same frames as a real one, made in the page. Nothing of it reaches the app.
import type { Frame, Sample, Snapshot, Stats, StreamEvent } from "../src/api/wire";
import type { BoardWish } from "./boards";

const CHANNEL = "tiktok:luna_plays";
const EVERY = 1400;
const PEOPLE = ["mirabel_k", "Dieter Großmann-Öztürk", "نور الهدى 🌊", "xX_7orben_Xx", "quietotter", "Аня Ветрова", "lou.and.the.fox 🦊", "sanna 🐸"];
const SAYINGS = ["das war so knapp 😂 nochmal", "clutch clutch CLUTCH", "как красиво ❤️", "first time here, hello", "איזה משחק מטורף 🎮", "gg"];

type Kind = StreamEvent extends infer E ? (E extends { type: string } ? Omit<E, "channel" | "source" | "at"> : never) : never;

const numbers = (at: number): Stats => ({
  viewers: 55_014, viewers_peak: 61_204, chat_rate: 1284, chat_messages: 148_733, chatters: 31_990, likes: 12_345_678, likes_observed: 12_345_678, likes_base: null,
  coins: 184_920, gifts: 9411, gift_combos: 2201, tips: { EUR: 25_000_000 }, follows: 2406, follower_total: 318_240, shares: 861, subscriptions: 38, resubscriptions: 12,
  gifted_subscriptions: 4, raids: 1, joins: 126_310, timeouts: 0, bans: 0, messages_deleted: 0, chat_clears: 0, recording: true, live: true, title: null, first_at: at - 8_047_000, last_at: at,
});

const script = (turn: number): Kind => {
  const user = { id: String(turn % PEOPLE.length), name: PEOPLE[turn % PEOPLE.length] ?? "mo" };
  switch (turn % 9) {
    case 0: return { type: "gift", gift: "Galaxy ✨", coins: 1000, count: 3, user };
    case 2: return { type: "follow", user };
    case 4: return { type: "subscription", count: 1, months: 14, resub: true, tier: "1000", user } as Kind;
    case 6: return { type: "tip", amount: 25_000_000, currency: "EUR", text: "for the new mic", user };
    case 7: return { type: "trigger", trigger: "viewer_spike", details: { from: 40_000, to: 55_000, percent: 37.5 } };
    case 8: return { type: "raid", viewers: 2318, user };
    default: return { type: "chat", text: SAYINGS[turn % SAYINGS.length] ?? "gg", user };
  }
};
const eventOf = (turn: number, at: number): StreamEvent => ({ channel: CHANNEL, source: "demo", at, ...script(turn) }) as StreamEvent;

/** What an event adds, as far as a preview shows it. */
const gained = (event: StreamEvent, stats: Stats): Partial<Stats> => {
  switch (event.type) {
    case "chat": return { chat_messages: stats.chat_messages + 1 };
    case "gift": return { coins: stats.coins + event.coins * event.count, gifts: stats.gifts + event.count, gift_combos: stats.gift_combos + 1 };
    case "follow": return { follows: stats.follows + 1 };
    case "subscription": return { subscriptions: stats.subscriptions + 1 };
    default: return {};
  }
};

/** Plays for ever. The returned function ends it. */
export function playDemo(onFrame: (frame: Frame) => void): () => void {
  const begun = Date.now();
  const stats = numbers(begun);
  const recent = Array.from({ length: 18 }, (_, turn) => eventOf(turn, begun - (18 - turn) * 9000));
  const snapshot: Snapshot = {
    type: "snapshot", seq: 0, epoch: "demo", at: begun, profile: "Luna", profile_id: "demo", simulated: false, live: true, stats: { ...stats }, channels: { [CHANNEL]: { ...stats } },
    recent, triggers: recent.filter((event) => event.type === "trigger"), sessions: [], sources: [], server: null, storage: { state: "ok" }, notices: [],
    goals: [{ id: 1, rule: { name: "New follows today", counter: "follows", channel: null, start: 0, target: 3000, lasts: "session", on_reached: "stay" }, value: stats.follows, target: 3000, progress: stats.follows / 3000, reached: 0 }],
  };
  onFrame(snapshot);
  let seq = 0;
  const timer = setInterval(() => {
    seq += 1;
    const at = Date.now();
    const event = eventOf(seq, at);
    const changed: Partial<Stats> = { ...gained(event, stats), viewers: 55_014 + Math.round(900 * Math.sin(seq / 5)), chat_rate: 1284 + Math.round(160 * Math.sin(seq / 3)), likes: stats.likes + 41, last_at: at };
    Object.assign(stats, changed);
    onFrame({ type: "delta", seq, at, channel: CHANNEL, stats: changed, totals: changed, event });
  }, EVERY);
  return () => clearInterval(timer);
}

/** A leaderboard of the same people. */
export const demoBoard = (wish: BoardWish): object => ({
  ...wish, type: "board",
  rows: PEOPLE.slice(0, wish.limit).map((name, index) => ({ rank: index + 1, id: `tiktok:${index}`, name, value: Math.round(62_400 / 1.7 ** index), level: 41 - 4 * index })),
});

/** How it went before: an hour at most, as every chart shows less. */
export const demoSamples = (since: number): Sample[] => {
  const now = Date.now();
  const count = Math.min(360, Math.floor((now - since) / 10_000));
  return Array.from({ length: count }, (_, n) => {
    const at = now - (count - n) * 10_000;
    const wave = Math.sin(n / 17) + 0.4 * Math.sin(n / 5);
    return {
      at, channel: CHANNEL, viewers: Math.round(48_000 + 6_000 * wave + (7_000 * n) / count), chat_rate: 1100 + Math.round(240 * wave),
      likes: 0, coins: 0, gifts: 0, follows: 0, shares: 0, subscriptions: 0,
    };
  });
};
