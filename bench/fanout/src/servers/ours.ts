import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import type { StreamEvent } from '@metamorphosis/contract';
import { createMemoryBoard, createReadiness } from '@metamorphosis/core';
import { createGateway } from '@metamorphosis/gateway';
import { createLogger } from '@metamorphosis/telemetry';
import { TYPES } from '../event.ts';
import { serve } from '../serve.ts';

// The gateway as `apps/gateway` starts it, on a board in its own memory: what Redis costs is not what is compared here.
const streams = Number(process.argv[2]);
const STREAM = { topic: 'stock.events', incarnation: 'one', partition: 0 };
const LINKS = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective"])
  @link(url: "https://metamorphosis.dev/spec/v1.0", import: ["@subscribe"])
  @composeDirective(name: "@subscribe")
directive @subscribe(to: String) on FIELD_DEFINITION
`;
const subgraphs = {
  stock: { url: 'http://127.0.0.1:1/graphql', sdl: 'type Query { ok: Boolean }' },
  stock__events: {
    url: 'board:stock',
    sdl: `${LINKS}${TYPES.replace('StockChanged! }', 'StockChanged! @subscribe(to: "StockChanged") }')}`,
  },
};
const composed = composeServices(
  Object.entries(subgraphs).map(([name, { url, sdl }]) => ({ name, url, typeDefs: parse(sdl) })),
);
if (composed.supergraphSdl === undefined) throw new Error(String(composed.errors));

const board = createMemoryBoard();
await board.appendToStream(STREAM, { expected: undefined, from: 0, next: 0 }, []);
let offset = 0;
const gateway = await createGateway({
  source: { kind: 'supergraph', supergraph: composed.supergraphSdl },
  platform: {
    board,
    log: {
      topic: () => Promise.resolve({ partitions: 1, incarnation: 'one' }),
      ranges: () =>
        Promise.resolve([{ topic: STREAM.topic, partition: 0, earliest: 0, end: offset }]),
    },
  },
  secrets: {
    current: { keyId: 'bench', secret: 'a secret of the bench, long enough' },
    previous: [],
  },
  readiness: createReadiness(),
  logger: createLogger({ name: 'gateway', level: 'error' }),
  mode: 'production',
  port: 0,
});
serve(gateway.url.replace('http', 'ws'), streams, async (_stream, data) => {
  const event: StreamEvent = {
    id: `e${offset}`,
    type: 'stock.StockChanged',
    time: new Date(data.at).toISOString(),
    key: data.productId,
    correlationId: 'c',
    data: { ...data },
  };
  const entry = { offset, payload: JSON.stringify(event) };
  await board.appendToStream(STREAM, { expected: offset, from: offset, next: offset + 1 }, [entry]);
  offset += 1;
});
