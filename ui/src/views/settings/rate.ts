// How many events a second a token may push.

const FASTEST = 1_000_000;

/** What was typed: a number, null for no limit, undefined for neither. */
export const rateOf = (typed: string): number | null | undefined => {
  const text = typed.trim();
  if (text === "") return null;
  const rate = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  return rate >= 1 && rate <= FASTEST ? rate : undefined;
};
