// The app's window. Overlays are built apart (vite.overlays.config.ts): they must run in OBS's older Chromium.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte()],
  build: { outDir: "dist", emptyOutDir: true, target: ["es2022", "safari16"] },
  server: { port: 5173, strictPort: true },
  // Two of them build pages, and the machine may be busy.
  test: { testTimeout: 120_000, include: ["src/**/*.test.ts", "overlays/**/*.test.ts", "client/**/*.test.ts"] },
});
