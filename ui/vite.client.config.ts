// streamgauge-client.js, as one small ES module; it is served at /client.js.
import { defineConfig, type Plugin } from "vite";
import { declarations } from "./client/declarations";

const types: Plugin = {
  name: "client-types",
  generateBundle() {
    this.emitFile({ type: "asset", fileName: "client.d.ts", source: declarations("client/client.ts") });
  },
};

export default defineConfig({
  publicDir: false,
  plugins: [types],
  build: {
    outDir: "dist/o",
    emptyOutDir: false, // the overlays are there
    target: "chrome103",
    lib: { entry: "client/client.ts", formats: ["es"], fileName: () => "client.js" },
  },
});
