import { gzipSync } from "node:zlib";
import { build } from "vite";
import { expect, test } from "vitest";

test("the window's own code is less than 250 kB gzipped", async () => {
  const made = await build({ configFile: "vite.config.ts", logLevel: "silent", build: { write: false } });
  const files = (Array.isArray(made) ? made : [made]).flatMap((one) => ("output" in one ? one.output : []));
  const code = files.filter((file) => /\.(js|css|html)$/.test(file.fileName));
  const size = code.reduce((sum, file) => sum + gzipSync(file.type === "chunk" ? file.code : file.source).length, 0);
  expect(code.length).toBeGreaterThan(2);
  expect(size).toBeGreaterThan(50_000);
  expect(size).toBeLessThan(250_000);
});
