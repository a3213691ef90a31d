import { queryOptions } from "@tanstack/react-query";
import { connectionsQuery } from "../exchange/queries.js";
import { exchange } from "../exchange/server.js";
import { nothingRead, readOn, type ConversationFacts } from "./conversationFacts.js";

/** What was read of each conversation, by its connection: one between two agents of one owner is there once. */
export type UsageFacts = ReadonlyMap<string, ConversationFacts>;

const whileReading = 200;
const whenWhole = 10_000;

/** What all conversations say to figures. It goes on reading until it has everything, then looks for what is new. */
export const usageQuery = queryOptions({
  queryKey: ["usage"],
  queryFn: async ({ client, signal }): Promise<UsageFacts> => {
    const before = client.getQueryData<UsageFacts>(["usage"]);
    const connections = await client.fetchQuery(connectionsQuery);
    const owned = new Map(connections.map((one) => [one.connection, one]));
    const read = await Promise.all([...owned.values()].map(async ({ connection, agent, peer }) => {
      const known = before?.get(connection) ?? nothingRead;
      const readPage = (after: string | null) => exchange.connections.messagesPage(agent, peer, after, { signal });
      return [connection, await readOn(known, readPage)] as const;
    }));
    return new Map(read);
  },
  refetchInterval: ({ state: { data } }) => data !== undefined && !isWhole(data) ? whileReading : whenWhole,
  structuralSharing: false,
});

/** Whether everything was read that there is. */
export function isWhole(facts: UsageFacts): boolean {
  return [...facts.values()].every((one) => one.isWhole);
}
