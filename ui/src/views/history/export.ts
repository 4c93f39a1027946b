// A report as files for other programs. Pure but for `save`.
import { faultOf, transport } from "../../api/transport";
import { toasts } from "../../state/toasts.svelte";
import { saidOf, words } from "../../words";
import type { Report } from "./report";

const COLUMNS = ["viewers", "chat_rate", "likes", "coins", "gifts", "follows", "shares", "subscriptions"] as const;

/** RFC 4180. What a spreadsheet would run as a formula is made text. */
export const cell = (value: string | number | null): string => {
  if (value === null) return "";
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

export const csv = (rows: (string | number | null)[][]): string => rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";

export const csvOf = (report: Report): string =>
  csv([["time_utc", "channel", ...COLUMNS], ...report.points.map((point) => [new Date(point.at).toISOString(), point.channel, ...COLUMNS.map((column) => point[column])])]);

export const jsonOf = (report: Report, boards: object): string => JSON.stringify({ session: report.session, numbers: report.numbers, gaps: report.gaps, ...boards, samples: report.points }, null, 2);

/** `luna 2026-11-20 18-02`: names that every system takes. */
export const fileName = (report: Report, ending: string): string => {
  const at = new Date(report.from);
  const two = (n: number): string => String(n).padStart(2, "0");
  const name = report.session.channel.replace(/[^\p{L}\p{N}._-]+/gu, "-");
  return `${name} ${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}-${two(at.getMinutes())}.${ending}`;
};

/** Saves it and says where, or says what went wrong. */
export const save = async (content: Blob, name: string): Promise<void> => {
  try {
    const saved = await transport.saveFile(name, content);
    if (saved !== null) toasts.say(words.history.saved(saved));
  } catch (thrown) {
    toasts.say(saidOf(faultOf(thrown)));
  }
};
