/** The curves that WebCrypto has on some platforms only. */
export type Curve = "Ed25519" | "X25519";

// The DER bytes before a raw private key of 32 bytes in PKCS #8 (RFC 8410); the last byte of the id tells the curve.
const PKCS8_PREFIX = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0, 4, 0x22, 4, 0x20];
const CURVE_BYTE: Readonly<Record<Curve, number>> = { Ed25519: 0x70, X25519: 0x6e };

const probes = new Map<Curve, Promise<boolean>>();

/** Whether this platform's WebCrypto has the curve. It is asked once. */
export function hasCurve(curve: Curve): Promise<boolean> {
  let probe = probes.get(curve);
  if (probe === undefined) {
    probe = tryImport(curve);
    probes.set(curve, probe);
  }
  return probe;
}

/** WebCrypto's functions; undefined outside secure contexts, where browsers withhold them. */
export function subtle(): SubtleCrypto | undefined {
  // The types say that it is always there; on a page of plain http it is not.
  return (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined;
}

/** A raw private key of 32 bytes in the only form besides JWK that WebCrypto imports. The caller wipes it. */
export function toPkcs8(curve: Curve, raw: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(PKCS8_PREFIX.length + raw.length);
  bytes.set(PKCS8_PREFIX);
  bytes[11] = CURVE_BYTE[curve];
  bytes.set(raw, PKCS8_PREFIX.length);
  return bytes;
}

/** The type of WebCrypto's parameters. They are never shared memory here. */
export function source(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}

async function tryImport(curve: Curve): Promise<boolean> {
  const functions = subtle();
  if (functions === undefined) return false;
  try {
    const usages: KeyUsage[] = curve === "Ed25519" ? ["sign"] : ["deriveBits"];
    await functions.importKey("pkcs8", toPkcs8(curve, new Uint8Array(32).fill(1)), curve, false, usages);
    return true;
  } catch {
    // Whatever its reason, a platform that cannot import a plain private key is one without the curve.
    return false;
  }
}
