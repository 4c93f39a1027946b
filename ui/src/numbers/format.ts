// How a number, a span and a time of day are written. Locale separators, a real minus, exact figures; short forms on axes only.
type Formats = Record<"whole" | "tenth" | "upToTenth", Intl.NumberFormat> & Record<"clock" | "clockSeconds" | "day" | "dayLong" | "year", Intl.DateTimeFormat>;

const formatsOf = (locale: string): Formats => {
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return {
    whole: new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }),
    tenth: new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    upToTenth: new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }),
    clock: new Intl.DateTimeFormat(locale, time),
    clockSeconds: new Intl.DateTimeFormat(locale, { ...time, second: "2-digit" }),
    day: new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short" }),
    dayLong: new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" }),
    year: new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" }),
  };
};

let locale = typeof document === "undefined" ? "en-US" : navigator.language;
let as = formatsOf(locale);

/** Numbers and times are written as in this language from now on: in the user's own kind of it, if the system has one. */
export const writeIn = (language: string): void => {
  const own = typeof navigator === "undefined" ? undefined : navigator.languages?.find((tag) => tag === language || tag.startsWith(`${language}-`));
  locale = own ?? language;
  as = formatsOf(locale);
};

const THIN = "\u2009";
const MINUS = "\u2212";
export const UNKNOWN = "–";
export const MASK = "•••";

/** Exact, with separators; unknown is a dash, never a zero. */
export const count = (n: number | null | undefined): string =>
  n === null || n === undefined || !Number.isFinite(n) ? UNKNOWN : as.whole.format(Math.round(n)).replace("-", MINUS);

/** A change, always with its sign; no change is a bare 0. */
export const change = (n: number): string => (Math.round(n) > 0 ? `+${count(n)}` : count(n));

/** Short form, for axes: 0, 950, 1.5k, 40k, 2M. */
export const short = (n: number): string => {
  const size = Math.abs(n);
  if (size >= 1e9) return `${as.upToTenth.format(n / 1e9)}B`;
  if (size >= 1e6) return `${as.upToTenth.format(n / 1e6)}M`;
  if (size >= 1e3) return `${as.upToTenth.format(n / 1e3)}k`;
  return as.upToTenth.format(n);
};

export const percent = (n: number): string => `${n > 0 ? "+" : ""}${as.tenth.format(n).replace("-", MINUS)}${THIN}%`;

/** h:mm:ss */
export const duration = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
};

/** The largest fitting unit: 0.2 s, 42 s, 6 min, 3 h. */
export const span = (ms: number): string => {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return `${as.tenth.format(seconds)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h`;
};

/** What is left to wait, in whole seconds: 12 s, 3 min. */
export const left = (ms: number): string => span(Math.ceil(ms / 1000) * 1000).replace(/[.,]0(?= )/, "");

export const timeOfDay = (ms: number): string => as.clock.format(ms);
export const timeOfDayExact = (ms: number): string => as.clockSeconds.format(ms);

/** Fri 20 Nov; with the year where it is not this one. */
export const day = (ms: number, now = Date.now()): string => (sameYear(ms, now) ? as.day : as.year).format(ms);
export const dayLong = (ms: number): string => as.dayLong.format(ms);
const sameYear = (a: number, b: number): boolean => new Date(a).getFullYear() === new Date(b).getFullYear();
export const sameDay = (a: number, b: number): boolean => new Date(a).toDateString() === new Date(b).toDateString();

/** How long something took: 2:14 h, 7 min, 42 s. */
export const length = (ms: number): string => (ms < 3_600_000 ? span(Math.max(ms, 10_000)) : `${duration(ms).slice(0, -3)} h`);

/** A part of a whole in per cent, without a sign. */
export const share = (part: number, whole: number): string => (whole > 0 ? `${as.whole.format((part / whole) * 100)}${THIN}%` : UNKNOWN);

/** 950 B, 48.2 MB. */
export const bytes = (n: number): string => {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, n < 1000 ? 0 : Math.floor(Math.log10(n) / 3));
  return `${(power === 0 ? as.whole : as.tenth).format(n / 1000 ** power)} ${units[power]}`;
};

export const money = (amount: number, currency: string): string => {
  try {
    return new Intl.NumberFormat(locale, { style: "currency", currency }).format(amount);
  } catch {
    // Platforms have currencies of their own (bits, stars): the amount with its name.
    return `${count(amount)} ${currency}`;
  }
};
