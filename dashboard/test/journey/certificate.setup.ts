import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Makes a certificate for `exchange.test` before the tests' processes start: Node reads whom it trusts, and what it
 * loads first, when it starts. Programs that the journeys run inherit both.
 */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "cex-certificate-"));
  const certificate = join(folder, "certificate.pem");
  const made = spawnSync("openssl", [
    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
    "-subj", "/CN=exchange.test", "-addext", "subjectAltName=DNS:exchange.test",
    "-out", certificate, "-keyout", join(folder, "key.pem"),
  ], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${made.stderr}`);
  process.env["CEX_JOURNEY_CERTIFICATE"] = folder;
  process.env["NODE_EXTRA_CA_CERTS"] = certificate;
  process.env["NODE_OPTIONS"] = `--import=${new URL("./names.mjs", import.meta.url).href}`;
  return () => rmSync(folder, { recursive: true, force: true });
}
