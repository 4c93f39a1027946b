// Sentences of the app that it says itself: another language says them by a table of templates.

const verbatim = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** What says a sentence in another language: as the table has it, with what fills its `{}`; or as it is. */
export const translator = (table: Record<string, string>): ((sentence: string) => string) => {
  const templates = Object.entries(table)
    .filter(([from]) => from.includes("{}"))
    .map(([from, to]) => ({ pattern: new RegExp(`^${from.split("{}").map(verbatim).join("(.+?)")}$`, "s"), to }));
  return (sentence) => {
    if (Object.hasOwn(table, sentence)) return table[sentence]!;
    for (const { pattern, to } of templates) {
      const filled = pattern.exec(sentence)?.slice(1);
      if (filled) return to.replace(/\{\}/g, () => filled.shift() ?? "");
    }
    return sentence;
  };
};
