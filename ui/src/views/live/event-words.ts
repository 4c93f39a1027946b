// An event as a row: icon, hue, who, what, how much. What is only a number of now (viewers, rates) is no row.
import Circle from "@lucide/svelte/icons/circle-dot";
import Coins from "@lucide/svelte/icons/coins";
import Gift from "@lucide/svelte/icons/gift";
import Heart from "@lucide/svelte/icons/heart";
import MessageSquare from "@lucide/svelte/icons/message-square";
import Radio from "@lucide/svelte/icons/radio";
import Share2 from "@lucide/svelte/icons/share-2";
import Shield from "@lucide/svelte/icons/shield";
import Star from "@lucide/svelte/icons/star";
import UserPlus from "@lucide/svelte/icons/user-plus";
import UsersRound from "@lucide/svelte/icons/users-round";
import Zap from "@lucide/svelte/icons/zap";
import type { StreamEvent } from "../../api/wire";
import { tipAmount } from "../../numbers/counter";
import { count, percent } from "../../numbers/format";
import { evidenceOf } from "../../numbers/evidence";
import { words } from "../../words";
import { triggerName } from "./trigger-words";

export type Filter = "all" | "gifts" | "follows" | "chat";

const OF: Record<Exclude<Filter, "all">, ReadonlySet<StreamEvent["type"]>> = {
  gifts: new Set(["gift", "tip", "subscription"]),
  follows: new Set(["follow"]),
  chat: new Set(["chat"]),
};
const ROWS: ReadonlySet<StreamEvent["type"]> = new Set([
  "chat", "like", "gift", "tip", "follow", "share", "subscription", "raid", "stream", "moderation", "trigger", "recording",
]);
export const passes = (event: StreamEvent, filter: Filter): boolean => (filter === "all" ? ROWS.has(event.type) : OF[filter].has(event.type));

export const ICONS = {
  chat: MessageSquare, like: Heart, gift: Gift, tip: Coins, follow: UserPlus, share: Share2, subscription: Star, raid: UsersRound,
  trigger: Zap, stream: Radio, recording: Circle, moderation: Shield,
} as const;
export type IconName = keyof typeof ICONS;

export type Row = { icon: IconName; hue: string; name: string; text: string; amount: string; mark: boolean };

const hueOf = (icon: IconName): string => {
  if (icon === "stream" || icon === "moderation") return "var(--ink-2)";
  return icon === "recording" ? "var(--rec)" : `var(--ev-${icon})`;
};

/** `masked`: the numbers of now are not to be seen, and a trigger's evidence tells them. */
export const rowOf = (event: StreamEvent, masked: boolean): Row => {
  const name = event.user?.name || words.events.someone;
  const row = (icon: IconName, text: string, amount = "", who = name): Row => ({ icon, hue: hueOf(icon), name: who, text, amount, mark: icon === "trigger" });
  switch (event.type) {
    case "chat": return row("chat", event.text);
    case "like": return row("like", words.events.liked, words.events.times(event.count));
    case "gift": return row("gift", event.gift, words.events.times(event.combo === undefined ? event.count : (event.repeat ?? event.count)));
    case "tip": return row("tip", event.text ? words.events.quote(event.text) : words.events.tipped, tipAmount(event.amount, event.currency));
    case "follow": return row("follow", words.events.followed);
    case "share": return row("share", words.events.shared);
    case "subscription": return subscription(event, row);
    case "raid": return row("raid", words.events.raids, count(event.viewers));
    case "stream": return row("stream", "", "", event.live ? words.events.streamLive : words.events.streamOff);
    case "clear": return row("stream", "", "", words.events.cleared);
    case "recording": return row("recording", "", "", event.active ? words.events.recordingOn : words.events.recordingOff);
    case "moderation": return event.action === "clear" ? row("moderation", "", "", words.events.moderation.clear) : row("moderation", words.events.moderation[event.action], "", event.target ?? name);
    case "trigger": return trigger(event, row, masked);
    default: return row("stream", "", "", event.type);
  }
};

type RowMaker = (icon: IconName, text: string, amount?: string, who?: string) => Row;

const tierOf = (tier: string | undefined): string => (tier === undefined ? "" : (words.events.tiers[tier] ?? tier));

const subscription = (event: StreamEvent & { type: "subscription" }, row: RowMaker): Row => {
  const what = event.gifted ? words.events.gifted : event.resub ? words.events.resubscribed : words.events.subscribed;
  const text = event.months ? `${what} · ${words.events.month(event.months)}` : what;
  return row("subscription", text, event.gifted || event.count > 1 ? words.events.times(event.count) : tierOf(event.tier));
};

const trigger = (event: StreamEvent & { type: "trigger" }, row: RowMaker, masked: boolean): Row => {
  const { from, to, percent: by } = evidenceOf(event.details);
  const text = masked ? "" : from !== null && to !== null ? `${count(from)} → ${count(to)}` : "";
  return row("trigger", text, by === null ? "" : percent(by), triggerName(event.trigger));
};
