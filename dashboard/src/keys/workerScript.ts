import address from "./worker.ts?worker&url";

interface ScriptPolicy {
  createScriptURL(input: string): unknown;
}

interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(input: string): string }): ScriptPolicy;
}

const factory = (globalThis as { readonly trustedTypes?: PolicyFactory }).trustedTypes;
let policy: ScriptPolicy | undefined;

/** The worker's address, where browsers ask for it as a trusted type. The page's one policy lets no other through. */
export function workerScript(): string | URL {
  policy ??= factory?.createPolicy("contextexchange", {
    createScriptURL(input) {
      if (input !== address) throw new TypeError("Only the worker's own script is started.");
      return input;
    },
  });
  return policy === undefined ? address : policy.createScriptURL(address) as URL;
}
