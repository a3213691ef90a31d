import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: {
    target: "es2022",
    // The page's policy allows no data: addresses and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // What every page needs is one file, and what every page inside needs another: their parts are never wanted
      // alone, and each request has its price.
      output: {
        codeSplitting: {
          groups: [
            { name: "main", test: /[\\/]index\.html$/, priority: 2 },
            { name: "inside", test: /[\\/]src[\\/]app[\\/]inside\.ts$/, priority: 1 },
          ],
        },
      },
    },
  },
  worker: { format: "es" },
});
