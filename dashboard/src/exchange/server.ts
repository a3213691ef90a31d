import { ExchangeApi, type Fetch } from "@contextexchange/sdk";
import { withCsrf } from "./csrf.js";

/** The server is where the page came from, and nothing else can be reached from it. */
export const server = location.origin;

const send: Fetch = (url, init) => fetch(url, { ...init, credentials: "same-origin" });

/**
 * The REST calls as the signed-in person. The session is a cookie that no script can read; the browser adds it.
 */
export const exchange = new ExchangeApi(server, withCsrf(send, `${server}/v1/account`));
