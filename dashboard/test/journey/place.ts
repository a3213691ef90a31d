import { spawnSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A host beside localhost, whose server speaks TLS with a certificate of its own. */
export interface Place {
  readonly host: string;
  readonly certificateFile: string;
  readonly keyFile: string;
  /** SHA-256 of the certificate's public key, as Chromium takes it. */
  readonly publicKeyHash: string;
}

/** Where the journeys of this process take place: null for plain HTTP on localhost, as on a newcomer's machine. */
export const place: Place | null = process.env["CEX_JOURNEY_HOST"] === undefined
  ? null : certify(process.env["CEX_JOURNEY_HOST"]);

function certify(host: string): Place {
  const folder = mkdtempSync(join(tmpdir(), "cex-certificate-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const [certificateFile, keyFile] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  const made = spawnSync("openssl", [
    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
    "-subj", `/CN=${host}`, "-addext", `subjectAltName=DNS:${host}`, "-out", certificateFile, "-keyout", keyFile,
  ], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${made.stderr}`);
  const { publicKey } = new X509Certificate(readFileSync(certificateFile));
  const publicKeyHash = createHash("sha256").update(publicKey.export({ type: "spki", format: "der" })).digest("base64");
  return { host, certificateFile, keyFile, publicKeyHash };
}
