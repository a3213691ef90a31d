// Bundles one TypeScript script for Node and runs it: node eng/run.js bench/seal.ts [ARGUMENT...]
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [script, ...rest] = process.argv.slice(2);
if (script === undefined) {
  console.error("usage: node eng/run.js SCRIPT.ts [ARGUMENT...]");
  process.exit(2);
}
// Where an import that is decided while it runs finds this package's dependencies: of "ws" on Node 20.
const folder = mkdtempSync(fileURLToPath(new URL("../node_modules/.run-", import.meta.url)));
try {
  const outfile = join(folder, "script.mjs");
  await build({ entryPoints: [script], bundle: true, platform: "node", format: "esm", target: "node20", outfile });
  process.exitCode = spawnSync(process.execPath, [outfile, ...rest], { stdio: "inherit" }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
