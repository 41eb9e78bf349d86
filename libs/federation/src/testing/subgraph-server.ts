import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph';
import { graphql, parse, type GraphQLSchema } from 'graphql';

/** A request as a subgraph received it. */
export interface ReceivedRequest {
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly headers: IncomingMessage['headers'];
}

/** A subgraph served over HTTP by the libraries that services use. */
export class SubgraphServer implements AsyncDisposable {
  readonly received: ReceivedRequest[] = [];
  /** Set to answer with this status and body instead. */
  override: { status: number; body: string } | undefined;
  /** Set to answer by this instead of the resolvers. */
  answer: ((query: string) => unknown) | undefined;
  /** Set to receive requests and close the connection without an answer. */
  breakOff = false;

  private constructor(
    readonly name: string,
    readonly sdl: string,
    readonly schema: GraphQLSchema,
    readonly server: Server,
  ) {}

  static async start(
    name: string,
    sdl: string,
    resolvers: GraphQLResolverMap<unknown>,
    eventsSdl?: string,
  ): Promise<SubgraphServer> {
    const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]);
    const server = createServer((request, response) => {
      if (request.url === '/events.graphql') {
        response.statusCode = eventsSdl === undefined ? 404 : 200;
        response.end(eventsSdl);
        return;
      }
      void readBody(request).then(async (body) => {
        const { status, text } = await self.respond(request, body);
        if (self.breakOff) {
          request.socket.destroy();
          return;
        }
        response.writeHead(status, { 'content-type': 'application/json' }).end(text);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const self = new SubgraphServer(name, sdl, schema, server);
    return self;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/graphql`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.server.listening) return;
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async respond(
    request: IncomingMessage,
    body: string,
  ): Promise<{ status: number; text: string }> {
    const { query, variables } = JSON.parse(body) as ReceivedRequest;
    this.received.push({ query, variables, headers: request.headers });
    if (this.override) return { status: this.override.status, text: this.override.body };
    if (this.answer) return { status: 200, text: JSON.stringify(this.answer(query)) };
    const result = await graphql({ schema: this.schema, source: query, variableValues: variables });
    return { status: 200, text: JSON.stringify(result) };
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
