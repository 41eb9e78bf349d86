import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { coalesces, serveGateway, supergraphSdl } from './serve-gateway.ts';

// By names in variables: their declarations change what `fetch` means, for the whole workspace.
const names = { runtime: '@graphql-hive/gateway-runtime', planner: '@graphql-hive/router-runtime' };
const { createGatewayRuntime } = (await import(names.runtime)) as {
  createGatewayRuntime(options: Readonly<Record<string, unknown>>): RequestListener;
};
const { unifiedGraphHandler } = (await import(names.planner)) as { unifiedGraphHandler: unknown };

const off = { transportEntries: { '*': { options: { deduplicateInflightRequests: false } } } };
const gateway = createGatewayRuntime({
  supergraph: supergraphSdl,
  logging: 'error',
  unifiedGraphHandler,
  ...(!coalesces && off),
});
const server = createServer(gateway);
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
serveGateway(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`);
