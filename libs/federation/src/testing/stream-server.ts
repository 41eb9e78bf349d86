import { GraphQLError } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { SubgraphServer } from './subgraph-server.js';

/** A subscription as a subgraph received it. */
export interface ReceivedOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The streaming side of a subgraph, and what tests do to it. */
export interface StreamServer extends AsyncDisposable {
  /** What each connection was opened with. */
  readonly connections: Readonly<Record<string, unknown>>[];
  /** Every subscription that was ever begun. */
  readonly received: ReceivedOperation[];
  /** Subscriptions under way. */
  readonly running: Set<string>;
  /** Set to refuse connections (4403). */
  refuses: boolean;
  /** Set to refuse subscriptions with an error of this code. */
  refusal: string | undefined;
  /** Cuts all connections without a word. */
  cut(): void;
  /** Closes all connections with a code. */
  closeAll(code: number): void;
}

/** Serves a subgraph's subscriptions by graphql-ws, on the address of its requests. */
export function serveStreams(subgraph: SubgraphServer): StreamServer {
  const sockets = new WebSocketServer({ server: subgraph.server, path: '/graphql' });
  const connections: Readonly<Record<string, unknown>>[] = [];
  const received: ReceivedOperation[] = [];
  const running = new Set<string>();
  let made = 0;
  const served = useServer<Record<string, unknown>, { prefix?: number }>(
    {
      schema: subgraph.schema,
      onConnect: (context) => {
        context.extra.prefix = made += 1;
        connections.push(context.connectionParams ?? {});
        return !server.refuses;
      },
      onSubscribe: (context, id, { query, variables }) => {
        if (server.refusal !== undefined) {
          const extensions = { code: server.refusal };
          return [new GraphQLError('Not for you.', { extensions })];
        }
        received.push({ query, variables: variables ?? {} });
        running.add(`${context.extra.prefix} ${id}`);
        return undefined;
      },
      onComplete: (context, id) => void running.delete(`${context.extra.prefix} ${id}`),
    },
    sockets,
  );
  let closing: Promise<void> | undefined;
  const server: StreamServer = {
    connections,
    received,
    running,
    refuses: false,
    refusal: undefined,
    cut: () => sockets.clients.forEach((socket) => socket.terminate()),
    closeAll: (code) => sockets.clients.forEach((socket) => socket.close(code)),
    async [Symbol.asyncDispose]() {
      server.cut();
      closing ??= Promise.resolve(served.dispose());
      await closing;
    },
  };
  return server;
}
