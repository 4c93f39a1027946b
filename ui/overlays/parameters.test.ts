import { describe, expect, it } from "vitest";
import { catalogue } from "./catalogue";
import { type Parameter, read, written } from "./parameters";

const { stats, number, alerts } = catalogue;
const asked = (text: string) => new URLSearchParams(text);

describe("an address", () => {
  it("that asks for nothing gets what is usual", () => {
    const { values, faults } = read(stats.parameters, asked(""));
    expect(values).toMatchObject({ channel: "", bare: false, theme: "dark", locale: "en-US", show: ["viewers", "chat_rate", "likes", "coins", "follows"] });
    expect(faults).toEqual([]);
  });

  it("chooses, each once, in its order", () => {
    expect(read(stats.parameters, asked("show=likes,%20viewers,likes,,&channel=twitch:xqc&bare=1")).values).toMatchObject({
      show: ["likes", "viewers"], channel: "twitch:xqc", bare: true,
    });
  });

  it("is told what cannot be, and the rest counts", () => {
    const { values, faults } = read(stats.parameters, asked("show=viewrs,likes,__proto__&theme=neon"));
    expect([values.show, values.theme]).toEqual([["likes"], "dark"]);
    expect(faults).toEqual([
      { what: "There is no theme “neon”.", next: "Check theme= in this overlay’s address.", instead: "dark" },
      { what: "There is no “viewrs”, “__proto__”.", next: "Check show= in this overlay’s address.", instead: ["likes"] },
    ]);
  });

  it("has numbers within their ends", () => {
    expect(read(alerts.parameters, asked("seconds=2.5")).values.seconds).toBe(2.5);
    for (const wrong of ["0", "61", "x", "NaN", "1e99"]) {
      const { values, faults } = read(alerts.parameters, asked(`seconds=${wrong}`));
      expect([values.seconds, faults.length]).toEqual([6, 1]);
    }
  });

  it("is written as short as it can be, and read back the same", () => {
    const wish = { value: "coins", bare: true, title: "Für Anna & Bo", theme: "dark" } as const;
    const text = written(number.parameters, wish);
    expect(text).toBe("bare=1&value=coins&title=F%C3%BCr+Anna+%26+Bo");
    expect(read(number.parameters, asked(text)).values).toMatchObject(wish);
  });
});

describe("the catalogue", () => {
  const all = Object.entries(catalogue).flatMap(([name, overlay]) =>
    Object.entries<Parameter>(overlay.parameters).map(([parameter, one]) => [`${name} ${parameter}`, one] as const));

  it.each(all)("says of %s what it is, with a fallback that it allows", (_, parameter) => {
    expect(parameter.words).toMatch(/^[A-Z0-9].*\.$/);
    const written = typeof parameter.fallback === "boolean" ? Number(parameter.fallback) : parameter.fallback;
    expect(read({ it: parameter }, asked(`it=${encodeURIComponent(String(written))}`)).faults).toEqual([]);
  });

  it("draws every overlay in some size", () => {
    for (const { width, height } of Object.values(catalogue)) expect(Math.min(width, height)).toBeGreaterThan(0);
  });
});
