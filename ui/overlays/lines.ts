// An event in words: who, what, how much. The words are the window's.
import type { StreamEvent } from "../src/api/wire";
import { evidenceOf } from "../src/numbers/evidence";
import { triggerName } from "../src/views/live/trigger-words";
import { words } from "../src/words";
import type { Figures } from "./numbers";
import { clean, cleanName } from "./text";

/** What a table of words has under a name that others chose. */
function known<Word>(table: Record<string, Word>, name: string): Word | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

const w = words.events;

export type LineKind = "gift" | "tip" | "follow" | "share" | "subscription" | "raid" | "trigger" | "banner" | "chat" | "like";
/** `amount` may be empty. All of it is other people's text, cleaned. */
export type Line = { kind: LineKind; who: string; what: string; amount: string };

/** `null` for what overlays do not tell. */
export function lineOf(event: StreamEvent, figures: Figures): Line | null {
  const who = cleanName(event.user?.name ?? "") || w.someone;
  const times = (n: number) => `×${figures.count(n)}`;
  switch (event.type) {
    case "chat": return { kind: "chat", who, what: clean(event.text), amount: "" };
    case "like": return { kind: "like", who, what: w.liked, amount: times(event.count) };
    case "gift": return { kind: "gift", who, what: cleanName(event.gift), amount: times(unitsOf(event)) };
    case "tip": return { kind: "tip", who, what: event.text ? w.quote(clean(event.text)) : w.tipped, amount: tipText(event, figures) };
    case "follow": return { kind: "follow", who, what: w.followed, amount: "" };
    case "share": return { kind: "share", who, what: w.shared, amount: "" };
    case "subscription": return { kind: "subscription", who, ...subscriptionText(event, times, figures) };
    case "raid": return { kind: "raid", who, what: w.raids, amount: figures.count(event.viewers) };
    case "trigger": return { kind: "trigger", ...triggerText(event, figures) };
    case "action": return event.action === "banner" && event.outcome === "done" ? bannerLine(event) : null;
    default: return null;
  }
}

/** The streamer's own words, and small what they are about; without words that alone. */
function bannerLine({ text, trigger }: StreamEvent & { type: "action" }): Line {
  const about = cleanName(triggerName(trigger));
  const own = clean(text ?? "", 100);
  return { kind: "banner", who: own === "" ? "" : about, what: own || about, amount: "" };
}

/** Units of a gift so far: of a streak its length. */
export const unitsOf = (event: StreamEvent & { type: "gift" }): number =>
  event.combo === undefined ? event.count : (event.repeat ?? event.count);

type Tip = { amount: number; currency: string };

/** Money is in millionths; a platform's own unit is counted whole. */
export const tipAmount = ({ amount, currency }: Tip): number => (known(w.units, currency) ? amount : amount / 1e6);

export const tipText = (tip: Tip, figures: Figures): string => known(w.units, tip.currency)?.(tip.amount) ?? figures.money(tipAmount(tip), clean(tip.currency, 12));

function subscriptionText(event: StreamEvent & { type: "subscription" }, times: (n: number) => string, figures: Figures) {
  const said = event.gifted ? w.gifted : event.resub ? w.resubscribed : w.subscribed;
  const what = event.months ? `${said} · ${w.month(0).replace("0", figures.count(event.months))}` : said;
  const tier = event.tier === undefined ? "" : clean(known(w.tiers, event.tier) ?? event.tier, 24);
  return { what, amount: event.gifted || event.count > 1 ? times(event.count) : tier };
}

function triggerText(event: StreamEvent & { type: "trigger" }, figures: Figures) {
  const { from, to, percent } = evidenceOf(event.details);
  const course = from !== null && to !== null ? `${figures.count(from)} → ${figures.count(to)}` : "";
  return { who: cleanName(triggerName(event.trigger)), what: course, amount: percent === null ? "" : figures.percent(percent) };
}
