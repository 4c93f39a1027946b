// Which broadcast has just ended. Pure.
import type { Session } from "../../api/wire";

/** The longest of those that ran before and do not run now. Of several channels' one broadcast, one is told. */
export const endedBetween = (before: readonly Session[], after: readonly Session[]): Session | null => {
  const running = new Set(before.filter((session) => session.ended_at === null).map((session) => session.id));
  const ended = after.filter((session) => session.ended_at !== null && running.has(session.id));
  return ended.reduce<Session | null>((longest, session) => (longest === null || session.started_at < longest.started_at ? session : longest), null);
};
