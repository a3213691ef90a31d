import { queryOptions } from "@tanstack/react-query";
import { isForbidden } from "./refusals.js";
import { exchange } from "./server.js";

// What the page reads from the server, each under one name. The activity stream says when something of it is stale.

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => exchange.owners.me({ signal }),
  staleTime: 60_000,
});

/** The account of the session; null for a session that an owner's key or a code has opened. */
export const accountQuery = queryOptions({
  queryKey: ["account"],
  queryFn: async ({ signal }) => {
    try {
      return await exchange.account.get({ signal });
    } catch (error) {
      if (isForbidden(error)) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

export const passkeysQuery = queryOptions({
  queryKey: ["passkeys"],
  queryFn: ({ signal }) => exchange.account.passkeys({ signal }),
});

/** The providers that people may sign in with. */
export const issuersQuery = queryOptions({
  queryKey: ["issuers"],
  queryFn: ({ signal }) => exchange.signIn.issuers({ signal }),
  staleTime: Infinity,
});

/** The identities elsewhere that are linked to the account. */
export const linkedQuery = queryOptions({
  queryKey: ["linked"],
  queryFn: ({ signal }) => exchange.account.issuers({ signal }),
});

/** What the account is told by mail. */
export const notificationsQuery = queryOptions({
  queryKey: ["notifications"],
  queryFn: ({ signal }) => exchange.account.notifications({ signal }),
  staleTime: 60_000,
});

/** The keys of the account's owner as the server keeps them: sealed. */
export const vaultQuery = queryOptions({
  queryKey: ["vault"],
  queryFn: ({ signal }) => exchange.account.vault({ signal }),
});

export const agentsQuery = queryOptions({
  queryKey: ["agents"],
  queryFn: ({ signal }) => exchange.agents.list({ signal }),
  staleTime: 10_000,
});

export const connectionsQuery = queryOptions({
  queryKey: ["connections"],
  queryFn: async ({ client, signal }) => {
    // As of now where they are stale: the two are made stale together, by an agent that is new.
    const agents = await client.fetchQuery(agentsQuery);
    const lists = await Promise.all(agents.map(async ({ agent, displayName }) => {
      const connections = await exchange.connections.list(agent, { signal });
      return connections.map((connection) => ({ ...connection, agent, agentName: displayName }));
    }));
    return lists.flat();
  },
  staleTime: 10_000,
});

export const approvalsQuery = queryOptions({
  queryKey: ["approvals"],
  queryFn: ({ signal }) => exchange.owners.approvals({ signal }),
  // The stream tells of new ones at once; this is for a stream that is down.
  refetchInterval: 30_000,
});

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: ({ signal }) => exchange.owners.sessions({ signal }),
});

export const invitesQuery = (agent: string) => queryOptions({
  queryKey: ["invites", agent],
  queryFn: ({ signal }) => exchange.connections.invites(agent, { signal }),
  // An acceptance tells nobody: while one is waited for, the list asks often.
  refetchInterval: ({ state: { data } }) =>
    data?.some(({ standing }) => standing === "open") === true ? 5_000 : 30_000,
});

export const apiKeysQuery = (agent: string) => queryOptions({
  queryKey: ["api-keys", agent],
  queryFn: ({ signal }) => exchange.agents.keys(agent, { signal }),
});

/** All accounts, for operators. Nobody is told of a new one, so each visit of the page asks again. */
export const accountsQuery = queryOptions({
  queryKey: ["accounts"],
  queryFn: ({ signal }) => exchange.account.all({ signal }),
  staleTime: 0,
});

/** The silos, for operators. They tell nobody when they change. */
export const silosQuery = queryOptions({
  queryKey: ["silos"],
  queryFn: ({ signal }) => exchange.cluster.silos({ signal }),
  refetchInterval: 3_000,
});

/** Whether the silo that answers takes traffic. */
export const healthQuery = queryOptions({
  queryKey: ["health"],
  queryFn: ({ signal }) => exchange.isReady({ signal }),
  refetchInterval: 5_000,
  retry: false,
});

/** A connection and whose it is. */
export type OwnConnection =
  Awaited<ReturnType<Extract<typeof connectionsQuery.queryFn, (...args: never) => unknown>>>[number];
