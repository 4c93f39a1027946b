/** A port as it is typed, or null. Those below 1024 belong to the system: nothing of ours may listen there, others may. */
export const portOf = (typed: string, least = 1024): number | null => {
  const text = typed.trim();
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  return port >= least && port <= 65_535 ? port : null;
};
