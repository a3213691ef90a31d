import { utf8 } from "../../../src/crypto/bytes.js";
import { importSigningKey, type SigningKey } from "../../../src/crypto/ed25519.js";
import { sha256 } from "../../../src/crypto/hash.js";
import { type AgreementKey, importAgreementKey } from "../../../src/crypto/x25519.js";
import { type Bytes32, type Id, sha256Of } from "../../../src/cxe1/bytes/id.js";

// Keys and ids that are the same in every run: each is derived from its name.

/** A fixed instant: 2026-01-01T00:00:00Z in Unix milliseconds. */
export const START = 1_767_225_600_000;

export function seed(name: string): Uint8Array {
  return sha256(utf8(`key ${name}`));
}

export function ed25519Key(name: string): Promise<SigningKey> {
  return importSigningKey(seed(name));
}

export function x25519Key(name: string): Promise<AgreementKey> {
  return importAgreementKey(seed(name));
}

export function digest(name: string): Bytes32 {
  return sha256Of(utf8(name));
}

export function id(name: string): Id {
  return digest(`id ${name}`).slice(0, 32);
}

/** A clock that stands still until it is set. */
export class TestClock {
  now = START;

  readonly read = (): number => this.now;
}
