// Names of profiles: what may be one, and what a copy is called. Pure.
import type { ProfileInfo } from "../../api/wire";

/** As the engine has it. */
const LONGEST = 50;

export const nameFits = (typed: string): boolean => {
  const length = [...typed.trim()].length;
  return length >= 1 && length <= LONGEST;
};

/** “Main (copy)”, “Main (copy) 2”: the first that nobody has, cut to fit. */
export const copyName = (name: string, taken: readonly string[], copyOf: (name: string) => string): string => {
  const lower = new Set(taken.map((one) => one.toLocaleLowerCase()));
  for (let n = 1; ; n++) {
    const ending = n === 1 ? "" : ` ${n}`;
    let base = [...name];
    while ([...(copyOf(base.join("")) + ending)].length > LONGEST) base = base.slice(0, -1);
    const made = copyOf(base.join("").trim()) + ending;
    if (!lower.has(made.toLocaleLowerCase())) return made;
  }
};

/** A file's full path: `/…`, `C:\…` or `\\server\…`. */
export const isPath = (typed: string): boolean => /^(\/|[A-Za-z]:[\\/]|\\\\)./.test(typed.trim());

/** A file's name and nothing else, as it is taken from a browser. */
export const isFileName = (typed: string): boolean => /^[^\\/]+$/.test(typed.trim()) && !/^\.+$/.test(typed.trim());

/** What an export is called unless the user has a better name. */
export const exportName = (profile: string): string => `${profile.replace(/[^\p{L}\p{N}._ -]+/gu, "-").replace(/^\.+/, "").trim() || "profile"}.sgprofile`;

export const matching = (profiles: readonly ProfileInfo[], sought: string): ProfileInfo[] => {
  const text = sought.trim().toLocaleLowerCase();
  return profiles.filter((profile) => profile.name.toLocaleLowerCase().includes(text));
};
