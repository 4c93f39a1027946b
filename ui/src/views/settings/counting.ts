// When a broadcast is still the same one, and which sources are preferred: as the form offers and changes it.
import type { Preference } from "../../api/wire";

/** Seconds that are offered. None is 0: with it every silence would end a session. */
const GRACES = [60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600];

/** Those, and the one that is kept, which may have been set from elsewhere. */
export const gracesWith = (kept: number): number[] => [...new Set([...GRACES, kept])].sort((a, b) => a - b);

/** Sources that can bring the same for one channel, as the app names them. */
export const COMPETING = ["twitch_eventsub", "twitch_chat", "twitch_helix", "streamerbot", "tikfinity", "tiktok", "youtube"] as const;

const same = (a: Preference, b: Preference): boolean => a.source === b.source && a.kind === b.kind;

/** Each once: a second of the same, which only others than this form can set, changes nothing. */
export const once = (prefer: readonly Preference[]): Preference[] => prefer.filter((one, at) => prefer.findIndex((other) => same(other, one)) === at);

/** With one more, behind the others; `null` if it is there already. */
export const withPreference = (prefer: readonly Preference[], one: Preference): Preference[] | null => (prefer.some((other) => same(other, one)) ? null : [...prefer, one]);

export const without = (prefer: readonly Preference[], at: number): Preference[] => prefer.filter((_, i) => i !== at);

/** One place further up; the first stays. */
export const raised = (prefer: readonly Preference[], at: number): Preference[] => {
  const one = prefer[at];
  if (one === undefined || at === 0) return [...prefer];
  const rest = without(prefer, at);
  return [...rest.slice(0, at - 1), one, ...rest.slice(at - 1)];
};
