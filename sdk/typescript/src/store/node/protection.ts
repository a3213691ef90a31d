import { link, open, unlink, type FileHandle } from "node:fs/promises";
import { argon2id, randomBytes, toHex, utf8, wipe } from "../../crypto/index.js";
import { DeviceStoreError } from "../deviceStoreError.js";
import { Kind, type Header } from "./logFormat.js";

/** What opens a store: a file with a random key that only its user may read, or a passphrase. */
export type StoreProtection = { readonly keyFile: string } | { readonly passphrase: string };

/** The key that wraps the keys of a store's files, and how it was derived. */
export interface Wrapping {
  readonly key: Uint8Array;
  readonly kind: Kind;
  readonly memoryMiB: number;
  readonly passes: number;
  readonly salt: Uint8Array;
}

const keySize = 32;
const cost = { memoryMiB: 64, passes: 3 };
const greatest = { memoryMiB: 1_024, passes: 16 };

/** For a new store: makes the key file where there is none, and derives from a passphrase with a new salt. */
export async function createWrapping(protection: StoreProtection): Promise<Wrapping> {
  const salt = randomBytes(16);
  if ("keyFile" in protection)
    return { key: await readKeyFile(protection.keyFile, true), kind: Kind.KeyFile, memoryMiB: 0, passes: 0, salt };
  return { key: await derive(protection.passphrase, salt, cost), kind: Kind.Passphrase, ...cost, salt };
}

/** For a store that exists, as its header says. */
export async function readWrapping(protection: StoreProtection, header: Header): Promise<Wrapping> {
  const { kind, memoryMiB, passes, salt } = header;
  if ("keyFile" in protection) {
    if (kind !== Kind.KeyFile) throw locked("The store is protected by a passphrase, not by a key file.");
    return { key: await readKeyFile(protection.keyFile, false), kind, memoryMiB, passes, salt };
  }
  if (kind !== Kind.Passphrase) throw locked("The store is protected by a key file, not by a passphrase.");
  const affordable = memoryMiB >= 1 && memoryMiB <= greatest.memoryMiB && passes >= 1 && passes <= greatest.passes;
  if (!affordable) throw new DeviceStoreError("store-damaged", "The store's header asks for an impossible cost.");
  return { key: await derive(protection.passphrase, salt, { memoryMiB, passes }), kind, memoryMiB, passes, salt };
}

async function derive(passphrase: string, salt: Uint8Array, { memoryMiB, passes }: typeof cost): Promise<Uint8Array> {
  if (passphrase.length === 0) throw new RangeError("The passphrase is empty.");
  const bytes = utf8(passphrase);
  try {
    return await argon2id(bytes, salt, { passes, memoryKiB: memoryMiB * 1_024, lanes: 1 }, keySize);
  } finally {
    wipe(bytes);
  }
}

async function readKeyFile(path: string, mayCreate: boolean): Promise<Uint8Array> {
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch (error) {
    if (!isMissing(error)) throw locked(`The key file ${path} cannot be read.`, error);
    if (!mayCreate) throw locked(`The key file ${path} is missing: restore it.`, error);
    return createKeyFile(path);
  }
  try {
    const { mode, size } = await file.stat();
    // Windows has no modes: files inherit the folder's access list there.
    if (process.platform !== "win32" && (mode & 0o077) !== 0)
      throw locked(`Others may read the key file ${path}: chmod 600 it.`);
    if (size !== keySize) throw locked(`The key file ${path} has ${size} bytes instead of ${keySize}: restore it.`);
    return new Uint8Array(await file.readFile());
  } finally {
    await file.close();
  }
}

/** Linked into place when it is whole: a crash leaves no half a key, and a key that another process made is kept. */
async function createKeyFile(path: string): Promise<Uint8Array> {
  const beside = `${path}.${toHex(randomBytes(8))}`;
  const file = await open(beside, "wx", 0o600);
  try {
    await file.writeFile(randomBytes(keySize));
    await file.sync();
    await link(beside, path).catch((error: unknown) => {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    });
  } finally {
    await file.close();
    await unlink(beside);
  }
  return readKeyFile(path, false);
}

function locked(message: string, cause?: unknown): DeviceStoreError {
  return new DeviceStoreError("store-locked", message, cause === undefined ? {} : { cause });
}

/** Whether an error of the file system says that there is no such file. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
