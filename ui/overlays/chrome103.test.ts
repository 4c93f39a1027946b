import { describe, expect, it } from "vitest";
import { tooNew } from "./chrome103";

describe("what Chromium 103 cannot do", () => {
  it.each([
    "a:has(b){}", "a{color:red;&:hover{color:blue}}", "@container (width>1px){}", "a{color:color-mix(in srgb,red,blue)}", "a{color:oklab" + "(1 0 0)}",
    "a{translate:1px}", "a{scale:2}", "a{backdrop-filter:blur(1px)}", "a{mask:none}", "a{mask-image:none}", "@media (width>=1px){a{b:c}}",
    "a{height:100dvh}", "@starting-style{a{b:c}}", "a{grid-template-columns:subgrid}", "a{text-wrap:balance}",
  ])("is found in %s", (css) => expect(tooNew("a.css", css)).toHaveLength(1));

  it.each([
    "a.toSorted()", "Object.groupBy(a,b)", "Promise.withResolvers()", "a.isSubsetOf(b)", "Array.fromAsync(a)", "URL.canParse(a)", "/a/v.test(b)",
    "AbortSignal.any(a)", "a.isWellFormed()", "a.innerHTML=b",
  ])("is found in %s", (js) => expect(tooNew("a.js", js)).toHaveLength(1));

  it("is not found in what it can", () => {
    const css = "a{transform:translate(1px) scale(2);-webkit-mask:none;height:100vh;grid-template-columns:1fr}@media (min-width:1px){a{b:c}}";
    expect(tooNew("a.css", css)).toEqual([]);
    expect(tooNew("a.js", "a.sort().reverse();b.findLast(c);structuredClone(d);/e/gu.test(f);g.scale=1")).toEqual([]);
    expect(tooNew("a.woff2", ":has(")).toEqual([]);
  });
});
