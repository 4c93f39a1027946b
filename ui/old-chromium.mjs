// Fetches the Chromium generations of OBS for the tests (npm's @sparticuz/chromium, only for tests): 103 is OBS 28 to 30, 127 is OBS 31.
import { execFileSync } from "node:child_process";
import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createBrotliDecompress } from "node:zlib";

const target = fileURLToPath(new URL("../target/chromium/", import.meta.url));
const unpack = (from, to) => pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to, { mode: 0o755 }));

for (const generation of ["103", "127"]) {
  const folder = join(target, generation);
  if (existsSync(join(folder, "chromium"))) continue;
  mkdirSync(folder, { recursive: true });
  const here = { cwd: folder, stdio: "inherit" };
  execFileSync("npm", ["pack", "--silent", `@sparticuz/chromium@${generation}.0.0`], { ...here, shell: process.platform === "win32" });
  const pack = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  execFileSync("tar", ["xzf", pack], here);
  await unpack(join(folder, "package/bin/swiftshader.tar.br"), join(folder, "drawing.tar"));
  execFileSync("tar", ["xf", "drawing.tar"], here);
  // Last, because its presence says that all is there.
  await unpack(join(folder, "package/bin/chromium.br"), join(folder, "chromium"));
  for (const rest of [pack, "package", "drawing.tar"]) rmSync(join(folder, rest), { recursive: true });
}
