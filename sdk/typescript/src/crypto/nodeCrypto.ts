/** A key of Node's own cryptography. */
export interface NodeKey {
  readonly type: string;
}

/** What is used of node:crypto. It answers at once, where WebCrypto hands each call to another thread. */
export interface NodeCrypto {
  createPrivateKey(options: { key: Uint8Array; format: "der"; type: "pkcs8" }): NodeKey;
  createPublicKey(options: { key: Uint8Array; format: "der"; type: "spki" }): NodeKey;
  sign(algorithm: null, data: Uint8Array, key: NodeKey): Uint8Array;
  verify(algorithm: null, data: Uint8Array, key: NodeKey, signature: Uint8Array): boolean;
  createHash(algorithm: "sha256"): { update(data: Uint8Array): unknown; digest(): Uint8Array };
  diffieHellman(keys: { privateKey: NodeKey; publicKey: NodeKey }): Uint8Array;
}

interface NodeProcess {
  readonly release?: { readonly name?: string };
  readonly versions?: Readonly<Record<string, string | undefined>>;
  getBuiltinModule?(name: string): unknown;
}

/**
 * Node's own cryptography, from Node 20.16 on; undefined elsewhere, and on platforms that only look like Node: whether
 * they judge alike, nobody has tested. It is not imported, so that bundles for browsers need not know of it.
 */
export const nodeCrypto = findNodeCrypto();

function findNodeCrypto(): NodeCrypto | undefined {
  const { process } = globalThis as { process?: NodeProcess };
  const isNode = process?.release?.name === "node"
    && process.versions?.["bun"] === undefined
    && process.versions?.["deno"] === undefined
    && process.versions?.["electron"] === undefined;
  return isNode ? process?.getBuiltinModule?.("node:crypto") as NodeCrypto | undefined : undefined;
}
