// Imported first by every entry. With LANG=C WebKitGTK reports "C" as the language; uPlot hands that to Intl while it is
// being imported, which throws, and the window stays white. Anything Intl refuses becomes "en-US".
const accepted = (tag: string): boolean => {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length >= 0;
  } catch {
    return false;
  }
};

if (!accepted(navigator.language)) {
  const languages = [...navigator.languages.filter(accepted), "en-US"];
  Object.defineProperty(navigator, "language", { get: () => languages[0], configurable: true });
  Object.defineProperty(navigator, "languages", { get: () => languages, configurable: true });
}

export {};
