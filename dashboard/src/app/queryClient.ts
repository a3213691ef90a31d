import { ExchangeError } from "@contextexchange/sdk";
import { QueryClient } from "@tanstack/react-query";
import { keys } from "../keys/keyStore.js";

const mostRetries = 3;

/** Reads are tried again only where the server says that it may help; texts leave with the keys. */
export function makeQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        retry: (count, error) => count < mostRetries && error instanceof ExchangeError && error.retryable,
        refetchOnWindowFocus: true,
      },
      // Without a network a change fails at once: nobody expects it to be carried out some time later.
      mutations: { networkMode: "always" },
    },
  });
  keys.subscribe(() => {
    if (keys.current().state !== "unlocked") client.removeQueries({ queryKey: ["text"] });
  });
  return client;
}
