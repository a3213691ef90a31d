import { ExchangeApi } from "@contextexchange/sdk";

/** The server is where the page came from, and nothing else can be reached from it. */
export const server = location.origin;

/**
 * The REST calls as the signed-in person. The session is a cookie that no script can read; the browser adds it.
 */
export const exchange = new ExchangeApi(server, (url, init) => fetch(url, { ...init, credentials: "same-origin" }));
