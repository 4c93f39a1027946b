// The words of the chosen language. The window is drawn anew when it changes, so a component may keep what it read; a module may not.
import { writeIn } from "./numbers/format";
import { de } from "./words/de";
import { en } from "./words/en";

/** What every language must have: `de` is checked against it by the compiler, and by a test for what the compiler cannot see. */
export type Words = typeof en;
export type Language = "en" | "de";

export let words: Words = en;

export const speak = (language: Language): void => {
  words = language === "de" ? de : en;
  writeIn(language);
  if (typeof document !== "undefined") document.documentElement.lang = language;
};

/** A fault in words: by its code where we have our own words, else by the app's sentence, else as the app put it. */
export const saidOf = (fault: { code: string; message: string }): string => words.faults[fault.code] ?? words.trouble.why(fault.message);
