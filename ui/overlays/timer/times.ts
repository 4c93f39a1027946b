// The times of a countdown and of a shot timer. Pure.
import type { StreamEvent } from "../../src/api/wire";

/** The next moment at which the clock on the wall shows `until` ("20:30"); `null` when that is no time of day. */
export function nextTime(until: string, now: number): number | null {
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(until) ?? [];
  if (hours === undefined || minutes === undefined) return null;
  const then = new Date(now);
  then.setHours(Number(hours), Number(minutes), 0, 0);
  if (then.getTime() <= now) then.setDate(then.getDate() + 1);
  return then.getTime();
}

export type Shot = { shot: number | null; time: number | null; split: number | null };

/** The newest shot of a timer (seed 003's `timer_event`); `null` before the first one of a run. */
export function newestShot(events: readonly StreamEvent[]): Shot | null {
  for (const event of events) {
    if (event.type === "run_update" && /start|reset/.test(event.event_type)) return null;
    if (event.type !== "timer_event") continue;
    if (/start|reset/.test(event.event_type)) return null;
    const data = typeof event.data === "object" && event.data !== null ? (event.data as Record<string, unknown>) : {};
    const shot = { shot: number(data, "current_shot", "shot_number"), time: number(data, "current_time", "time"), split: number(data, "split_time", "split") };
    if (shot.shot !== null || shot.time !== null) return shot;
  }
  return null;
}

function number(data: Record<string, unknown>, ...names: string[]): number | null {
  const value = names.map((name) => data[name]).find((one) => typeof one === "number" && Number.isFinite(one));
  return typeof value === "number" ? value : null;
}
