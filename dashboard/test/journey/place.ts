import { createHash, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
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
  ? null : read(process.env["CEX_JOURNEY_HOST"], process.env["CEX_JOURNEY_CERTIFICATE"]!);

/** What `certificate.setup.ts` has made. */
function read(host: string, folder: string): Place {
  const [certificateFile, keyFile] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  const { publicKey } = new X509Certificate(readFileSync(certificateFile));
  const publicKeyHash = createHash("sha256").update(publicKey.export({ type: "spki", format: "der" })).digest("base64");
  return { host, certificateFile, keyFile, publicKeyHash };
}
