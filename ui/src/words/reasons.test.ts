import { expect, test } from "vitest";
import { reasons } from "./reasons-de";
import { translator } from "./reasons";

const files = import.meta.glob<string>(["../../../src-tauri/crates/gauge-sources/src/**/*.rs", "../../../src-tauri/crates/gauge-engine/src/**/*.rs", "../../../src-tauri/crates/gauge-server/src/listen.rs", "../../../src-tauri/crates/gauge-store/src/*.rs", "!**/*test*"], { query: "?raw", import: "default", eager: true });
/** The app's own code: lines that go on are put together. */
const rust = Object.values(files).join("\n").replace(/\\\n\s*/g, "");
const gaps = (text: string): string => text.replace(/\{[^}]*\}/g, "{}");
/** Its sentences, with `{}` where it fills something in. */
const sentences = new Set([...rust.matchAll(/"((?:[^"\\\n]|\\.)+)"/g)].map(([, text]) => gaps(text!)));

test("every sentence that is translated is one that the app says", () => {
  const unsaid = Object.keys(reasons).filter((sentence) => !sentences.has(sentence));
  expect(unsaid).toEqual([]);
});

test("every reason for which a source is away is translated", () => {
  const said = rust.matchAll(/(?:Ended::(?:Lost|Refused|Offline)|ObsError::Cannot|Refusal::Key|Polled::Over)\(\s*(?:format!\(\s*)?"((?:[^"\\\n]|\\.)+)"/g);
  const missing = [...said].map(([, text]) => gaps(text!)).filter((text) => !Object.hasOwn(reasons, text));
  expect(missing).toEqual([]);
});

test("what the app fills in stays where it belongs", () => {
  const german = translator(reasons);
  expect(german("TikFinity cannot be reached at 127.0.0.1:21213 (broken {} pipe). Check its address.")).toBe("TikFinity ist unter 127.0.0.1:21213 nicht zu erreichen (broken {} pipe). Prüfe die Adresse.");
  expect(german("Something nobody foresaw.")).toBe("Something nobody foresaw.");
  expect(german("constructor")).toBe("constructor");
});
