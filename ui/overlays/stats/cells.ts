// What the address asks for, and how a number is written. Pure: no page, no socket.
import type { Stats } from "../../src/api/wire";

/** Widths are those of the drawing; 8 and 10 characters fit into a narrow and a wide cell at full size. */
const NARROW = { width: 200, fits: 8 };
const WIDE = { width: 232, fits: 10 };
const CLOCK = { width: 216, fits: 10 };
/** A place for what is wrong with the address. */
export const NOTICE_WIDTH = 360;

type Room = { width: number; fits: number };

const CELLS = {
  clock: { label: "", ...CLOCK },
  viewers: { label: "Viewers", ...NARROW },
  viewers_peak: { label: "Peak viewers", ...NARROW },
  chat_rate: { label: "Chat per minute", ...NARROW },
  chat_messages: { label: "Chat messages", ...WIDE },
  chatters: { label: "Chatters", ...NARROW },
  likes: { label: "Likes", ...WIDE },
  coins: { label: "Coins", ...WIDE },
  gifts: { label: "Gifts", ...NARROW },
  follows: { label: "New follows", ...NARROW },
  follower_total: { label: "Followers", ...WIDE },
  shares: { label: "Shares", ...NARROW },
  subscriptions: { label: "New subscriptions", ...NARROW },
  raids: { label: "Raids", ...NARROW },
} satisfies Record<string, { label: string } & Room>;

export type CellName = keyof typeof CELLS;
/** The cells that show a number of `Stats`. */
export type StatName = Exclude<CellName, "clock">;
export type Cell = { name: CellName; label: string } & Room;
/** Something in the address that cannot be: what, and what to do. */
export type Fault = { what: string; next: string };
export type Wish = { cells: Cell[]; channel: string | null; bare: boolean; locale: string; faults: Fault[] };

const DEFAULT = "viewers,chat_rate,likes,coins,follows";

/** Reads the address's parameters (listed in stats.ts). What cannot be is named, and the rest is shown. */
export function wishOf(search: string): Wish {
  const asked = new URLSearchParams(search);
  const names = list(asked.get("show") || DEFAULT);
  const known = names.filter((name): name is CellName => Object.hasOwn(CELLS, name));
  const unknown = names.filter((name) => !Object.hasOwn(CELLS, name));
  if (!known.includes("clock")) known.unshift("clock");
  const faults = unknown.length > 0 ? [unknownNumbers(unknown)] : [];
  let locale = asked.get("locale") || "en-US";
  if (!isLocale(locale)) {
    faults.push({ what: `No language “${locale}”.`, next: "Write it like locale=de or locale=pt-BR." });
    locale = "en-US";
  }
  return {
    cells: known.map((name) => ({ name, ...CELLS[name] })),
    channel: asked.get("channel") || null,
    bare: asked.get("bare") === "1",
    locale,
    faults,
  };
}

function list(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  return [...new Set(names)].filter((name) => name !== "");
}

function unknownNumbers(names: string[]): Fault {
  const quoted = names.map((name) => `“${name}”`).join(", ");
  return { what: `No number ${quoted}.`, next: "Check show= in this overlay’s address." };
}

/** The fault of a channel that the profile does not have (yet). */
export function unknownChannel(channel: string): Fault {
  return { what: `No channel “${channel}” here.`, next: "Write it like channel=twitch:name." };
}

function isLocale(name: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(name).length > 0;
  } catch {
    return false;
  }
}

/** `null` is what nobody has told us. */
export function valueOf(stats: Stats | undefined, name: StatName): number | null {
  const value = stats?.[name] ?? null;
  return value === null ? null : Math.round(value);
}

/** 8047000 → "2:14:07" */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
