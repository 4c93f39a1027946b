// The numbers that can be shown, what they are called on a stream, and how they are written.
import type { Stats } from "../src/api/wire";

/** `hue`: the token of its colour; none is ink. */
export const NUMBERS = {
  viewers: { label: "Viewers", hue: "water" },
  viewers_peak: { label: "Peak viewers", hue: "water" },
  chat_rate: { label: "Chat per minute", hue: "" },
  chat_messages: { label: "Chat messages", hue: "" },
  chatters: { label: "Chatters", hue: "" },
  likes: { label: "Likes", hue: "" },
  coins: { label: "Coins", hue: "" },
  gifts: { label: "Gifts", hue: "" },
  follows: { label: "New follows", hue: "" },
  follower_total: { label: "Followers", hue: "" },
  shares: { label: "Shares", hue: "" },
  subscriptions: { label: "New subscriptions", hue: "" },
  raids: { label: "Raids", hue: "" },
} as const satisfies Partial<Record<keyof Stats, { label: string; hue: string }>>;

export type StatName = keyof typeof NUMBERS;
export const STAT_NAMES = Object.keys(NUMBERS) as StatName[];
export const UNKNOWN = "–";

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

/** How numbers are written in one language. */
export type Figures = {
  count: (n: number | null) => string;
  /** For scales only: 75k. */
  short: (n: number) => string;
  seconds: (n: number) => string;
  percent: (n: number) => string;
  money: (amount: number, currency: string) => string;
};

export function figuresOf(locale: string): Figures {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const half = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const hundredth = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const tenth = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return {
    count: (n) => (n === null ? UNKNOWN : whole.format(n).replace("-", "−")),
    // Not by the language: in German a thousand has no short form, and a scale has no room for a long one.
    short: (n) => (n < 10_000 ? whole.format(n) : n < 1_000_000 ? `${half.format(n / 1000)}k` : `${half.format(n / 1_000_000)}M`),
    seconds: (n) => hundredth.format(n),
    percent: (n) => `${n > 0 ? "+" : ""}${tenth.format(n).replace("-", "−")}\u2009%`,
    money(amount, currency) {
      try {
        return new Intl.NumberFormat(locale, { style: "currency", currency }).format(amount);
      } catch {
        return `${whole.format(amount)} ${currency}`;
      }
    },
  };
}

export function isLocale(name: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(name).length > 0;
  } catch {
    return false;
  }
}
