import { expect, test } from "vitest";
import { copyName, exportName, isFileName, isPath, nameFits } from "./profile-list";

const copyOf = (name: string): string => `${name} (copy)`;

test("a copy gets a name that nobody has", () => {
  expect(copyName("Main", [], copyOf)).toBe("Main (copy)");
  expect(copyName("Main", ["main (COPY)", "Main (copy) 2"], copyOf)).toBe("Main (copy) 3");
});

test("a long name is cut so that the copy's fits", () => {
  const made = copyName("🦊".repeat(50), [], copyOf);
  expect([...made].length).toBe(50);
  expect(made.endsWith(" (copy)")).toBe(true);
});

test("names have 1 to 50 characters, emoji counted as one", () => {
  expect([nameFits(""), nameFits("  "), nameFits("a"), nameFits("🦊".repeat(50)), nameFits("a".repeat(51))]).toEqual([false, false, true, true, false]);
});

test("only full paths are paths", () => {
  expect(["/tmp/a.gauge", "C:\\a", "\\\\nas\\a"].every(isPath)).toBe(true);
  expect(["a.gauge", "./a", "", "/"].some(isPath)).toBe(false);
});

test("only names are names of files, and what is proposed is one", () => {
  expect(["a.sgprofile", "ä 🦊.db"].every(isFileName)).toBe(true);
  expect(["", " ", ".", "..", "a/b", "..\\a", "/tmp/a"].some(isFileName)).toBe(false);
  for (const [profile, file] of [["Main", "Main.sgprofile"], ["../a:b", "-a-b.sgprofile"], ["🦊", "-.sgprofile"], ["..", "profile.sgprofile"]] as const) expect(exportName(profile)).toBe(file);
});
