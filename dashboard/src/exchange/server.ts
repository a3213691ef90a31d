import { ExchangeApi, type Fetch } from "@contextexchange/sdk";
import { withCsrf } from "./csrf.js";
import { ServerClock } from "./serverClock.js";

/** The server is where the page came from, and nothing else can be reached from it. */
export const server = location.origin;

/** The time of this server, for whatever the page shows. */
export const serverClock = new ServerClock();

const send: Fetch = serverClock.watching((url, init) => fetch(url, { ...init, credentials: "same-origin" }));

/**
 * The REST calls as the signed-in person. The session is a cookie that no script can read; the browser adds it.
 */
export const exchange = new ExchangeApi(server, withCsrf(send, `${server}/v1/account`));
