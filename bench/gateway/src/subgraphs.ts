import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { compileQuery } from 'graphql-jit';
import { services, type Service } from './catalogue.ts';
import { serveBench } from './peer.ts';

// All subgraphs in one process. Answers are kept by the text of the request: what is measured is
// the gateway, and a subgraph that works for each request would be what limits it.
const KEPT = 5_000;
let served = 0;

function answering({ sdl, resolvers }: Service): (body: string) => Promise<Buffer> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]);
  const compiled = new Map<string, ReturnType<typeof compileQuery>>();
  return async (body) => {
    const { query, variables = {} } = JSON.parse(body) as { query: string; variables?: object };
    let program = compiled.get(query);
    if (!program) compiled.set(query, (program = compileQuery(schema, parse(query))));
    const result = 'query' in program ? await program.query({}, {}, variables) : program;
    return Buffer.from(JSON.stringify(result));
  };
}

async function serve(service: Service): Promise<string> {
  const answer = answering(service);
  const kept = new Map<string, Buffer>();
  const respond = async (body: string): Promise<Buffer> => {
    served += 1;
    let bytes = kept.get(body);
    if (!bytes) {
      bytes = await answer(body);
      if (kept.size >= KEPT) kept.clear();
      kept.set(body, bytes);
    }
    return bytes;
  };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text: string) => (body += text));
    request.on('end', () => {
      void respond(body).then((bytes) => {
        const headers = { 'content-type': 'application/json', 'content-length': bytes.length };
        response.writeHead(200, headers).end(bytes);
      });
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

const definitions = await Promise.all(
  Object.entries(services).map(async ([name, service]) => ({
    name,
    url: await serve(service),
    typeDefs: parse(service.sdl),
  })),
);
const { supergraphSdl, errors } = composeServices(definitions);
if (!supergraphSdl) throw new AggregateError(errors ?? [], 'The services do not compose.');
serveBench({ supergraphSdl }, { served: () => served });
