import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../vectorFiles.js";

// The files of protocol/vectors: their README has the formats.

export interface IdentityJson {
  readonly agent: string;
  readonly aik: string;
  readonly oik: string;
}

export interface DirectoryJson {
  readonly identity: IdentityJson;
  readonly lists: readonly string[];
  readonly certificates: readonly string[];
  readonly prekeys: readonly string[];
  readonly viewers: readonly string[];
}

export interface ConnectionJson {
  readonly connection: string;
  readonly own: IdentityJson;
  readonly peer: IdentityJson;
  readonly ownTerms: readonly string[];
  readonly peerTerms: readonly string[];
  readonly offer: string | null;
}

export interface WorldJson {
  readonly blobs: Readonly<Record<string, string>>;
  readonly directories: Readonly<Record<string, DirectoryJson>>;
  readonly connections: Readonly<Record<string, ConnectionJson>>;
}

export interface FormJson {
  readonly name: string;
  readonly kind: string;
  readonly bytes: string;
  readonly signer?: string;
  readonly hash?: string;
  readonly v: string;
}

export type Mutation = readonly [string, ...(string | number)[]];

export interface MutationsJson {
  readonly base: string;
  readonly kind: string;
  readonly signer?: string;
  readonly m: readonly Mutation[];
}

/** The members depend on the operation. */
export interface VerdictJson {
  readonly name: string;
  readonly op: string;
  readonly v: string;
  readonly [member: string]: unknown;
}

/** The folders that hold vectors: those of the C# implementation, and those of this one. */
export const FOLDERS = ["cxe1", "cxe1-ts"] as const;

export function pathOf(folder: string, file: string): string {
  return join(repository, "protocol", "vectors", folder, file);
}

export function isHere(folder: string, file: string): boolean {
  return existsSync(pathOf(folder, file));
}

export function readJson<T>(folder: string, file: string): T {
  return JSON.parse(readFileSync(pathOf(folder, file), "utf8")) as T;
}
