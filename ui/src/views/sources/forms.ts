// What is asked of the user for each kind of source that has a form. A further kind is a line here, and its words.
import type { SourceSettings } from "../../api/wire";

export type FieldSpec = { name: string; number?: boolean; /** Folded away: right as it is for almost everybody. */ more?: boolean; start: string };

export const FORMS: Record<string, readonly FieldSpec[]> = {
  tikfinity: [{ name: "channel", start: "" }, { name: "host", more: true, start: "127.0.0.1" }, { name: "port", more: true, number: true, start: "21213" }],
  youtube: [
    { name: "channel", start: "" }, { name: "video", start: "" },
    { name: "units", more: true, number: true, start: "10000" }, { name: "hours", more: true, number: true, start: "6" },
  ],
  streamerbot: [
    { name: "twitch", start: "" }, { name: "youtube", start: "" }, { name: "kick", start: "" }, { name: "own", start: "tips" },
    { name: "host", more: true, start: "127.0.0.1" }, { name: "port", more: true, number: true, start: "8080" }, { name: "endpoint", more: true, start: "/" },
  ],
  tiktok: [{ name: "channel", start: "" }],
};

/** What the fields show: what is set, else what they begin with. */
export const valuesOf = (kind: string, settings: SourceSettings | null): Record<string, string> => {
  const set = (settings ?? {}) as Record<string, unknown>;
  return Object.fromEntries((FORMS[kind] ?? []).map(({ name, start }) => [name, String(set[name] ?? start).replace(/^(tiktok|twitch|youtube|generic):/, "")]));
};

/** A field that cannot be right, before the app is asked: its name and what is wrong. */
export const wrongIn = (kind: string, values: Record<string, string>): { name: string; wrong: "empty" | "number" } | null => {
  for (const { name, number } of FORMS[kind] ?? []) {
    const text = (values[name] ?? "").trim();
    if (number && !/^\d{1,8}$/.test(text)) return { name, wrong: "number" };
    if (name === "channel" && text === "") return { name, wrong: "empty" };
  }
  return null;
};

/** The settings as the app wants them. */
export const settingsOf = (kind: string, values: Record<string, string>): SourceSettings => {
  const fields = (FORMS[kind] ?? []).map(({ name, number }) => [name, number ? Number(values[name]) : (values[name] ?? "").trim()]);
  return { kind, ...Object.fromEntries(fields) } as SourceSettings;
};
