import { toHex } from "../../../src/crypto/bytes.js";
import { sha256Of } from "../../../src/cxe1/bytes/id.js";
import type { SignedRecord } from "../../../src/cxe1/identity/signedRecord.js";
import type { TestAgent } from "../../cxe1/support/testAgent.js";
import type { TestConversation } from "../../cxe1/support/testConversation.js";
import type { ConnectionJson, DirectoryJson, WorldJson } from "./formats.js";

/** Collects the blobs, directories and connections of one folder of vectors. */
export class VectorWorldWriter {
  readonly #blobs: Record<string, string> = {};
  readonly #directories: Record<string, DirectoryJson> = {};
  readonly #connections: Record<string, ConnectionJson> = {};

  /** Adds bytes under a name; the answer refers to them. One name has one content. */
  add(name: string, bytes: Uint8Array): string {
    const digits = toHex(bytes);
    if ((this.#blobs[name] ?? digits) !== digits) throw new Error(`Two blobs are named ${name}.`);
    this.#blobs[name] = digits;
    return `@${name}`;
  }

  /** A record under the hash of all its bytes: two may differ in the signature alone. */
  record(record: SignedRecord): string {
    return this.add(`record ${sha256Of(record.bytes).slice(0, 16)}`, record.bytes);
  }

  directoryOf({ identity, lists, certificates, prekeys, viewers }: TestAgent): DirectoryJson {
    const refs = (records: readonly SignedRecord[]) => records.map((record) => this.record(record));
    return {
      identity,
      lists: refs(lists),
      certificates: refs(certificates),
      prekeys: refs(prekeys),
      viewers: refs(viewers),
    };
  }

  directory(name: string, agent: TestAgent): void {
    this.#directories[name] = this.directoryOf(agent);
  }

  connection(name: string, talk: TestConversation, agent: TestAgent): void {
    const { connection, own, peer, ownTerms, peerTerms, offers } = talk.context(agent);
    this.#connections[name] = {
      connection,
      own,
      peer,
      ownTerms: ownTerms.map((terms) => this.record(terms)),
      peerTerms: peerTerms.map((terms) => this.record(terms)),
      offer: offers[0] ?? null,
    };
  }

  json(): WorldJson {
    return { blobs: this.#blobs, directories: this.#directories, connections: this.#connections };
  }
}
