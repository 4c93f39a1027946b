// How a number, a span and a time of day are written. Locale separators, a real minus, exact figures; short forms on axes only.
const locale = typeof document === "undefined" ? "en-US" : navigator.language;
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const upToTenth = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const clockSeconds = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

const THIN = "\u2009";
const MINUS = "\u2212";
export const UNKNOWN = "–";
export const MASK = "•••";

/** Exact, with separators; unknown is a dash, never a zero. */
export const count = (n: number | null | undefined): string =>
  n === null || n === undefined || !Number.isFinite(n) ? UNKNOWN : whole.format(Math.round(n)).replace("-", MINUS);

/** A change, always with its sign; no change is a bare 0. */
export const change = (n: number): string => (Math.round(n) > 0 ? `+${count(n)}` : count(n));

/** Short form, for axes: 0, 950, 1.5k, 40k, 2M. */
export const short = (n: number): string => {
  const size = Math.abs(n);
  if (size >= 1e9) return `${upToTenth.format(n / 1e9)}B`;
  if (size >= 1e6) return `${upToTenth.format(n / 1e6)}M`;
  if (size >= 1e3) return `${upToTenth.format(n / 1e3)}k`;
  return upToTenth.format(n);
};

export const percent = (n: number): string => `${n > 0 ? "+" : ""}${tenth.format(n).replace("-", MINUS)}${THIN}%`;

/** h:mm:ss */
export const duration = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
};

/** The largest fitting unit: 0.2 s, 42 s, 6 min, 3 h. */
export const span = (ms: number): string => {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return `${tenth.format(seconds)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h`;
};

/** What is left to wait, in whole seconds: 12 s, 3 min. */
export const left = (ms: number): string => span(Math.ceil(ms / 1000) * 1000).replace(/[.,]0(?= )/, "");

export const timeOfDay = (ms: number): string => clock.format(ms);
export const timeOfDayExact = (ms: number): string => clockSeconds.format(ms);

export const money = (amount: number, currency: string): string => {
  try {
    return new Intl.NumberFormat(locale, { style: "currency", currency }).format(amount);
  } catch {
    // Platforms have currencies of their own (bits, stars): the amount with its name.
    return `${count(amount)} ${currency}`;
  }
};
