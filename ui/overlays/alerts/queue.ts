// The order of alerts. Pure: events and times in, what stands on the stream out.
import type { StreamEvent } from "../../src/api/wire";
import { type Line, lineOf, tipAmount, unitsOf } from "../lines";
import type { Figures } from "../numbers";

/** Waiting at most; of more the oldest are dropped: nobody thanks for a gift of an hour ago. */
const MOST = 50;
/** An alert this late is no news: it came while the page was hidden or the app away. */
export const STALE = 60_000;

export type Alert = { key: string; line: Line; units: number; until: number };
export type Least = { coins: number; tip: number; raid: number };
type Options = { kinds: ReadonlySet<string>; ms: number; least: Least; figures: Figures };

export class Queue {
  now: Alert | null = null;
  readonly waiting: Alert[] = [];
  /** How far each gift bomb has come: announced, and singly. */
  private readonly bombs = new Map<string, { announced: number; single: number }>();

  constructor(private readonly options: Options) {}

  /** Takes an event at `at` of the page's clock. */
  take(event: StreamEvent, at: number): void {
    const { kinds, figures, ms } = this.options;
    const line = lineOf(event, figures);
    if (line === null || !kinds.has(line.kind)) return;
    const key = keyOf(event);
    const same = key === null ? undefined : [this.now, ...this.waiting].find((one) => one?.key === key);
    const units = this.unitsWith(event, same?.units ?? 0);
    if (units !== null) line.amount = `×${figures.count(units)}`;
    if (!this.isEnough(event, units)) return;
    if (same) {
      Object.assign(same, { line, units: units ?? 0 });
      if (same === this.now) same.until = at + ms;
      return;
    }
    this.waiting.push({ key: key ?? `${event.type}:${event.at}`, line, units: units ?? 0, until: 0 });
    if (this.waiting.length > MOST) this.waiting.shift();
  }

  /** What stands at `at`, and until when. */
  step(at: number): Alert | null {
    if (this.now !== null && at < this.now.until) return this.now;
    this.now = this.waiting.shift() ?? null;
    if (this.now) this.now.until = at + this.options.ms;
    return this.now;
  }

  clear(): void {
    this.now = null;
    this.waiting.length = 0;
  }

  /** Units of the whole streak or bomb; `null` for what is not counted in units. */
  private unitsWith(event: StreamEvent, before: number): number | null {
    if (event.type === "gift") return event.combo === undefined ? before + event.count : Math.max(before, unitsOf(event));
    if (event.type !== "subscription" || !event.gifted) return null;
    if (event.bomb === undefined) return event.count;
    const bomb = this.bombs.get(event.bomb) ?? { announced: 0, single: 0 };
    if (event.recipient) bomb.single += event.count;
    else bomb.announced = Math.max(bomb.announced, event.count);
    if (this.bombs.size > 200) this.bombs.clear();
    this.bombs.set(event.bomb, bomb);
    return Math.max(bomb.announced, bomb.single);
  }

  private isEnough(event: StreamEvent, units: number | null): boolean {
    const { least } = this.options;
    if (event.type === "gift") return event.coins * (units ?? 0) >= least.coins;
    if (event.type === "tip") return tipAmount(event) >= least.tip;
    return event.type !== "raid" || event.viewers >= least.raid;
  }
}

/** What belongs into one alert: a streak, the same gift given again, a gift bomb, a trigger and its banner. */
function keyOf(event: StreamEvent): string | null {
  if (event.type === "trigger") return `trigger ${event.channel} ${event.trigger} ${event.at}`;
  if (event.type === "action") return `trigger ${event.channel} ${event.trigger} ${event.trigger_at}`;
  const who = `${event.channel} ${event.user?.id || event.user?.name || ""}`;
  if (event.type === "gift") return `gift ${who} ${event.combo ?? event.gift}`;
  if (event.type === "subscription" && event.bomb !== undefined) return `bomb ${event.channel} ${event.bomb}`;
  return null;
}
