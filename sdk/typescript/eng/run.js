// Bundles one TypeScript script for Node and runs it: node eng/run.js bench/seal.ts [ARGUMENT...]
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [script, ...rest] = process.argv.slice(2);
if (script === undefined) {
  console.error("usage: node eng/run.js SCRIPT.ts [ARGUMENT...]");
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), "cex-sdk-"));
try {
  const outfile = join(folder, "script.mjs");
  await build({ entryPoints: [script], bundle: true, platform: "node", format: "esm", target: "node20", outfile });
  process.exitCode = spawnSync(process.execPath, [outfile, ...rest], { stdio: "inherit" }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
