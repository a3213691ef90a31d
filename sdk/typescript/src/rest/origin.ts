import { ExchangeError } from "../errors.js";

/**
 * A server as proofs name it: scheme and host in lower case, a port only if it is not the scheme's own, for example
 * `https://cex.example`.
 * @throws {ExchangeError} `usage`: not an http or https address without a path.
 */
export function originOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isServer = url !== null && (url.protocol === "https:" || url.protocol === "http:") && url.pathname === "/"
    && url.search === "" && url.hash === "" && url.username === "" && url.password === "";
  if (!isServer)
    throw new ExchangeError("usage", `'${address}' is no server address: give one like https://cex.example.`);
  return url.origin;
}
