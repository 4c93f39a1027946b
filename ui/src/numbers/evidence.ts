// What a trigger rests on. Rules and tools write their details in different words; these are the ones that are understood.

export type Evidence = {
  from: number | null; to: number | null; percent: number | null; seconds: number | null;
  /** What it was about: the emote that everybody wrote, the kinds that came together, the cause. */
  what: string[]; people: number | null;
};

const number = (details: Record<string, unknown>, names: string[]): number | null => {
  for (const name of names) {
    const value = details[name];
    if (typeof value === "number" && Number.isFinite(value)) return value;
  }
  return null;
};

const texts = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === "string" && one.trim() !== "");

export const evidenceOf = (details: Record<string, unknown> | null | undefined): Evidence => {
  const given = details ?? {};
  const from = number(given, ["from", "before", "baseline"]);
  const to = number(given, ["to", "after", "chat_rate", "coins", "viewers"]);
  const said = number(given, ["percent", "spike_percent", "change_percent"]);
  const percent = said ?? (from !== null && to !== null && from > 0 ? ((to - from) / from) * 100 : null);
  const ms = number(given, ["window_ms"]);
  const seconds = number(given, ["window_s", "window_seconds", "window", "seconds"]) ?? (ms === null ? null : ms / 1000);
  const what = [given.what, given.triggers, given.cause].flatMap(texts);
  return { from, to, percent, seconds, what, people: number(given, ["unique_chatters"]) };
};

/** Where the rise begins and ends on a bar of its own, in per cent of its width; the highest value leaves a fifth free. */
export const riseOf = (evidence: Evidence): { start: number; end: number } | null => {
  const { from, to } = evidence;
  if (from === null || to === null) return null;
  const full = Math.max(from, to, 1) * 1.25;
  return { start: (Math.min(from, to) / full) * 100, end: (Math.max(from, to) / full) * 100 };
};
