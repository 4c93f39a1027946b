// Overlay pages: plain TypeScript for Chromium 103 (OBS 28 to 30), served under /o/.
import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";
import { catalogue } from "./overlays/catalogue";
import { chrome103 } from "./overlays/chrome103";

const pages = Object.keys(catalogue);

/** Socket.IO's own client, as its makers build it, licence notice and all: pages load /socket.io/socket.io.js. */
const socketIo: Plugin = {
  name: "socket.io-client",
  generateBundle() {
    const source = readFileSync("node_modules/socket.io-client/dist/socket.io.min.js", "utf8");
    this.emitFile({ type: "asset", fileName: "socket.io.js", source: source.replace(/\n\/\/# sourceMappingURL=.*/, "") });
  },
};

export default defineConfig({
  root: "overlays",
  base: "/o/",
  plugins: [chrome103(), socketIo],
  build: {
    outDir: "../dist/o",
    emptyOutDir: true,
    target: "chrome103",
    assetsInlineLimit: 0, // the page's security policy allows no data: fonts
    modulePreload: { polyfill: false }, // Chromium 103 has it
    rollupOptions: { input: Object.fromEntries(pages.map((page) => [page, `overlays/${page}/index.html`])) },
  },
});
