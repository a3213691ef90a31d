// Bundles the whole SDK for browsers and prints its size, minified and compressed; fails above the limit.
import { build } from "esbuild";
import { gzipSync } from "node:zlib";

const limit = 120 * 1024;
const bundle = await build({
  entryPoints: ["src/index.ts"],
  bundle: true,
  minify: true,
  platform: "browser",
  format: "esm",
  target: "es2022",
  write: false,
});
const bytes = bundle.outputFiles[0].contents;
const compressed = gzipSync(bytes, { level: 9 }).length;
console.log(`${bytes.length} bytes minified, ${compressed} bytes compressed, limit ${limit}`);
if (compressed > limit) process.exitCode = 1;
