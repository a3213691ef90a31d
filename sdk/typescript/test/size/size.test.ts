import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

test("the whole SDK with its cryptography is below 120 KB, minified and compressed", () => {
  // The script fails above the limit.
  const printed = execFileSync(process.execPath, [join(root, "eng", "size.js")], { cwd: root, encoding: "utf8" });
  expect(printed).toMatch(/^\d+ bytes minified, \d+ bytes compressed, limit 122880$/m);
});
