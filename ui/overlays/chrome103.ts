// What Chromium 103 (OBS 28 to 30) cannot do, looked for in what was built: a build with any of it fails.
import type { Plugin } from "vite";

type Rule = readonly [what: string, sign: RegExp];

/** The syntax is lowered by the build's target; what it cannot lower must not be written. */
const CSS: readonly Rule[] = [
  [":has()", /:has\(/],
  ["nesting", /\{[^{}]*&|&[\s.:>+~[]/],
  ["container queries", /@container|container-(type|name)\s*:/],
  ["color-mix() and newer colours", /(color-mix|oklch|oklab|\blch|\blab|light-dark)\(/],
  ["translate, rotate and scale as properties", /[{;]\s*(translate|rotate|scale)\s*:/],
  ["backdrop-filter", /backdrop-filter/],
  ["mask without its prefix", /[{;]\s*mask(-[a-z]+)?\s*:/],
  ["ranges in media queries", /@media[^{]*[<>]/],
  ["dynamic viewport units", /\d(d|s|l)v(h|w|min|max)\b/],
  ["@starting-style, @scope, @property by name", /@(starting-style|scope|view-transition)\b/],
  ["subgrid", /subgrid/],
  ["text-wrap", /text-wrap/],
];
const JS: readonly Rule[] = [
  ["Array’s toSorted, toReversed, toSpliced, with", /\.(toSorted|toReversed|toSpliced)\(/],
  ["Object.groupBy and Map.groupBy", /\b(Object|Map)\.groupBy\b/],
  ["Promise.withResolvers and Promise.try", /Promise\.(withResolvers|try)\b/],
  ["Set’s algebra", /\.(isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference)\(/],
  ["Array.fromAsync", /Array\.fromAsync/],
  ["URL.canParse and URL.parse", /URL\.(canParse|parse)\(/],
  ["regular expressions with v", /\/[dgimsuy]*v[dgimsuy]*[.,;)\]]/],
  ["AbortSignal.any", /AbortSignal\.any/],
  ["string checks for whole characters", /\.(isWellFormed|toWellFormed)\(/],
  ["markup made of text", /\.(innerHTML|outerHTML|insertAdjacentHTML)\b|document\.write/],
];

/** What in a built file is newer than Chromium 103, by name. */
export function tooNew(file: string, text: string): string[] {
  const rules = file.endsWith(".css") ? CSS : file.endsWith(".js") ? JS : [];
  return rules.filter(([, sign]) => sign.test(text)).map(([what]) => what);
}

/** Fails the build with what is too new. */
export function chrome103(): Plugin {
  return {
    name: "chrome103",
    generateBundle: {
      order: "post",
      handler(_, files) {
        for (const [name, file] of Object.entries(files)) {
          const found = tooNew(name, file.type === "chunk" ? file.code : String(file.source));
          if (found.length > 0) this.error(`${name} has what OBS's Chromium 103 lacks: ${found.join(", ")}`);
        }
      },
    },
  };
}
