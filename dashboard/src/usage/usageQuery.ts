import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { connectionsQuery } from "../exchange/queries.js";
import { exchange, serverClock } from "../exchange/server.js";
import { nothingRead, readOn, type ConversationFacts } from "./conversationFacts.js";
import { ranges, type RangeName } from "./ranges.js";

/** What was read of each conversation, by its connection: one between two agents of one owner is there once. */
export type UsageFacts = ReadonlyMap<string, ConversationFacts>;

const whileReading = 200;
const whenWhole = 10_000;
const pageSize = 200;
/** What was approved within the range was held at most so long before it. */
const longestHold = 24 * 60 * 60 * 1_000;

/** What conversations say to figures of a range. It goes on reading until it has that, then looks for what is new. */
export const usageQuery = (name: RangeName) => queryOptions({
  queryKey: ["usage", name],
  queryFn: async ({ client, signal }): Promise<UsageFacts> => {
    const before = client.getQueryData<UsageFacts>(["usage", name]);
    const connections = await client.fetchQuery(connectionsQuery);
    const owned = new Map(connections.map((one) => [one.connection, one]));
    const since = serverClock.now() - ranges[name].span - longestHold;
    const read = await Promise.all([...owned.values()].map(async ({ connection, agent, peer }) => {
      const pages = {
        before: (place: string | null) => exchange.connections.messagesBefore(agent, peer, place, pageSize, { signal }),
        after: (place: string) => exchange.connections.messagesPage(agent, peer, place, { signal }),
      };
      return [connection, await readOn(before?.get(connection) ?? nothingRead, pages, since)] as const;
    }));
    return new Map(read);
  },
  refetchInterval: ({ state: { data } }) => data !== undefined && !isWhole(data) ? whileReading : whenWhole,
  placeholderData: keepPreviousData,
  structuralSharing: false,
});

/** Whether everything was read that is wanted. */
export function isWhole(facts: UsageFacts): boolean {
  return [...facts.values()].every((one) => one.isWhole);
}
