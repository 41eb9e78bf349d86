import { EventEmitter, on } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { TYPES, type StockEvent } from '../event.ts';
import { serve } from '../serve.ts';

// The usual server: graphql-ws over graphql-js, events from an emitter, as the guides of Apollo Server and Yoga build it.
const streams = Number(process.argv[2]);
const schema = buildSchema(`type Query { ok: Boolean }${TYPES}`);
const events = new EventEmitter();
events.setMaxListeners(0);

async function* follow(productId: string): AsyncGenerator<{ readonly stockChanged: StockEvent }> {
  for await (const [event] of on(events, productId) as AsyncIterable<[StockEvent]>) {
    yield { stockChanged: event };
  }
}

const server = createServer();
const sockets = new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false });
useServer(
  {
    schema,
    roots: {
      subscription: { stockChanged: ({ productId }: { productId: string }) => follow(productId) },
    },
  },
  sockets,
);
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  serve(`ws://127.0.0.1:${port}/graphql`, streams, (stream, event) =>
    events.emit(`p${stream}`, event),
  );
});
