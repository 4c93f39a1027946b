/** A port as it is typed, or null. Those below 1024 belong to the system. */
export const portOf = (typed: string): number | null => {
  const text = typed.trim();
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  return port >= 1024 && port <= 65_535 ? port : null;
};
