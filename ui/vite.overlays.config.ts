// Overlay pages: plain TypeScript for Chromium 103 (OBS 28 to 30), served under /o/.
import { defineConfig } from "vite";
import { catalogue } from "./overlays/catalogue";
import { chrome103 } from "./overlays/chrome103";

const pages = Object.keys(catalogue);

export default defineConfig({
  root: "overlays",
  base: "/o/",
  plugins: [chrome103()],
  build: {
    outDir: "../dist/o",
    emptyOutDir: true,
    target: "chrome103",
    assetsInlineLimit: 0, // the page's security policy allows no data: fonts
    modulePreload: { polyfill: false }, // Chromium 103 has it
    rollupOptions: { input: Object.fromEntries(pages.map((page) => [page, `overlays/${page}/index.html`])) },
  },
});
