// urql over HTTP, and over graphql-transport-ws for what comes by itself.

import { createClient as createSocket } from "graphql-ws";
import { Client, cacheExchange, fetchExchange, subscriptionExchange } from "urql";

import { fresh, proof } from "./session";

export function createClient(): Client {
  const socket = createSocket({
    url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`,
    connectionParams: async () => {
      await fresh();
      return { "x-csrf-token": proof() };
    },
    retryAttempts: Infinity, // also after the token of the connection has expired
    shouldRetry: () => Boolean(proof()),
  });
  return new Client({
    url: "/graphql",
    preferGetMethod: false,
    fetch: async (url, options) => {
      await fresh();
      const headers = new Headers(options?.headers);
      headers.set("x-csrf-token", proof());
      return fetch(url, { ...options, headers });
    },
    exchanges: [
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query, variables }) => ({
          subscribe: (sink) => ({
            unsubscribe: socket.subscribe({ query: query ?? "", variables }, sink),
          }),
        }),
      }),
    ],
  });
}
