import { fromHex } from "../../../src/crypto/bytes.js";
import { ConnectionTerms } from "../../../src/cxe1/consent/connectionTerms.js";
import type { ConnectionContext } from "../../../src/cxe1/device/connectionContext.js";
import { AgentDirectory } from "../../../src/cxe1/identity/agentDirectory.js";
import { DeviceCertificate } from "../../../src/cxe1/identity/deviceCertificate.js";
import { DeviceList } from "../../../src/cxe1/identity/deviceList.js";
import { Prekey } from "../../../src/cxe1/identity/prekey.js";
import { ViewerCertificate } from "../../../src/cxe1/identity/viewerCertificate.js";
import type { Result } from "../../../src/cxe1/bytes/result.js";
import type { Cxe1Refusal } from "../../../src/cxe1/bytes/cxe1Error.js";
import type { DirectoryJson, WorldJson } from "./formats.js";

/** Why something in a world is not even well formed. */
export class NotWellFormed extends Error {
  constructor(readonly error: Cxe1Refusal) {
    super(error);
  }
}

/** The named blobs, directories and connections of one folder. */
export class World {
  readonly #json: WorldJson;
  readonly #directories = new Map<string, AgentDirectory>();

  constructor(json: WorldJson) {
    this.#json = json;
  }

  /** The bytes of a ref: "@name" or hexadecimal. */
  bytes(ref: string): Uint8Array {
    if (!ref.startsWith("@")) return fromHex(ref);
    const blob = this.#json.blobs[ref.slice(1)];
    if (blob === undefined) throw new Error(`No blob ${ref}.`);
    return fromHex(blob);
  }

  terms(ref: string): ConnectionTerms {
    return this.record(ref, ConnectionTerms.parse);
  }

  record<T>(ref: string, parse: (bytes: Uint8Array) => Result<T>): T {
    const parsed = parse(this.bytes(ref));
    if (!parsed.ok) throw new NotWellFormed(parsed.error);
    return parsed.value;
  }

  connection(name: string): ConnectionContext {
    const json = this.#json.connections[name];
    if (json === undefined) throw new Error(`No connection ${name}.`);
    return {
      connection: json.connection,
      own: json.own,
      peer: json.peer,
      ownTerms: json.ownTerms.map((ref) => this.terms(ref)),
      peerTerms: json.peerTerms.map((ref) => this.terms(ref)),
      offers: json.offer === null ? [] : [json.offer],
    };
  }

  async directory(name: string): Promise<AgentDirectory> {
    const known = this.#directories.get(name);
    if (known !== undefined) return known;
    const json = this.#json.directories[name];
    if (json === undefined) throw new Error(`No directory ${name}.`);
    const verified = await this.verify(json);
    if (!verified.ok) throw new Error(`Directory ${name}: ${verified.error}.`);
    this.#directories.set(name, verified.value);
    return verified.value;
  }

  verify(json: DirectoryJson): Promise<Result<AgentDirectory>> {
    return AgentDirectory.verify(json.identity, {
      lists: json.lists.map((ref) => this.record(ref, DeviceList.parse)),
      certificates: json.certificates.map((ref) => this.record(ref, DeviceCertificate.parse)),
      prekeys: json.prekeys.map((ref) => this.record(ref, Prekey.parse)),
      viewers: json.viewers.map((ref) => this.record(ref, ViewerCertificate.parse)),
    });
  }
}
