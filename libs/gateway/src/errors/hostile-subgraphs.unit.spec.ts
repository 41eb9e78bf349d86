import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createReadiness, silentLogger } from '@metamorphosis/core';
import { composeSubgraphs } from '@metamorphosis/federation';
import { createGateway } from '../create-gateway.js';
import type { GatewayOptions } from '../gateway.js';

const THINGS = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible"])
type Query {
  text: String  number: Float  color: Color  json: JSON  requiredJson: JSON!  constructor: JSON
  thing: Thing  things: [Thing!]!  maybe: [Thing!]  holes: [Thing]  matrix: [[Int!]!]  node: Node
  echo(text: String): String
}
type Mutation { change: Int }
interface Node { id: ID! }
type Thing implements Node @key(fields: "id") { id: ID! needed: String! }
type Secret implements Node @inaccessible { id: ID! }
enum Color { RED HIDDEN @inaccessible }
scalar JSON`;
const PRICES = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
type Thing @key(fields: "id") { id: ID! price: Float cost: Float! }`;

type Reply = (response: ServerResponse, body: string) => unknown;
interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: unknown;
    readonly extensions: Record<string, unknown>;
  }[];
}

/** A gateway in production over two subgraphs that answer as a test says. */
async function open(options: Partial<GatewayOptions> = {}) {
  const replies: Record<'things' | 'prices', Reply> = { things: data({}), prices: data({}) };
  const received: string[] = [];
  const closing = new AsyncDisposableStack();
  const subgraphs = await Promise.all(
    (['things', 'prices'] as const).map(async (kind) => {
      const server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const body = Buffer.concat(chunks).toString();
          received.push(body);
          replies[kind](response, body);
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      closing.defer(() => {
        server.closeAllConnections();
        server.close();
      });
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
      return { name: `internal-${kind}`, url, sdl: kind === 'things' ? THINGS : PRICES };
    }),
  );
  const gateway = await createGateway({
    source: { kind: 'supergraph', supergraph: composeSubgraphs(subgraphs).supergraphSdl },
    readiness: createReadiness(),
    logger: silentLogger,
    mode: 'production',
    port: 0,
    ...options,
  });
  closing.defer(() => gateway.close());
  const ask = async (query: string, variables?: object): Promise<Answer> => {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    expect(response.status).toBe(200);
    const text = await response.text();
    const told = text + JSON.stringify([...response.headers]);
    if (options.errors === undefined && options.mode === undefined) {
      expect(told).not.toMatch(/internal-|127\.0\.0\.1/);
    }
    return JSON.parse(text) as Answer;
  };
  return { replies, received, ask, close: () => closing.disposeAsync() };
}

/** The same for one test. */
async function bed(options: Partial<GatewayOptions>) {
  const opened = await open(options);
  onTestFinished(opened.close);
  return opened;
}

function data(value: unknown, more: object = {}): Reply {
  return text(200, JSON.stringify({ data: value, ...more }));
}

function text(status: number, body?: string | Buffer, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body);
  };
}

const raw =
  (bytes: string): Reply =>
  (response) =>
    response.socket?.end(bytes);

const cut: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"data":{"te', () => response.destroy());
};

const NODE = (type: string): object => ({ node: { __typename: type, id: '1' } });
const INVALID = 'SUBGRAPH_INVALID_RESPONSE';
const AWAY = 'SUBGRAPH_UNAVAILABLE';
const HIDDEN = 'INTERNAL_ERROR';

/** One for all tests that need no gateway of their own: nothing is left alone, or asked again. */
let shared: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  shared = await open({ http: { breaker: false, retries: { attempts: 0 } } });
});
afterAll(() => shared.close());

const errorsOf = ({ errors = [] }: Answer): unknown[] =>
  errors.map(({ path, extensions }) => [path, extensions['code']]);

describe('a subgraph that answers', () => {
  it.each<[string, Reply, string]>([
    ['a page', text(200, '<html>', { 'content-type': 'text/html' }), INVALID],
    ['nothing', text(200), INVALID],
    ['nothing, and says so', text(204), INVALID],
    ['that it is elsewhere', text(302, '', { location: 'http://127.0.0.1:1/' }), INVALID],
    ['JSON that is no answer', text(404, '{"message":"no"}'), INVALID],
    ['null', text(200, 'null'), INVALID],
    ['a list', text(200, '[]'), INVALID],
    ['a list of data', text(200, '{"data":[]}'), INVALID],
    ['data that is a text', text(200, '{"data":"x"}'), INVALID],
    ['no data, and no error', text(200, '{"data":null}'), INVALID],
    ['data with errors that are no list', data({ text: 'x' }, { errors: { a: 1 } }), INVALID],
    ['compressed, unasked', text(200, gzipSync('{"data":{}}')), INVALID],
    ['half', cut, AWAY],
    ['less than it promised', raw('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"da'), AWAY],
    ['no HTTP', raw('banana\r\n\r\n'), AWAY],
    ['that it fails', text(500, 'at /srv/app.js:12'), AWAY],
    ['an error of its own', text(500, '{"errors":[{"message":"at /srv/app.js:12"}]}'), HIDDEN],
    ['an error that is a text', data({ text: null }, { errors: ['secret'] }), HIDDEN],
    ['an error that is null', data({ text: null }, { errors: [null] }), HIDDEN],
    ['an error of no words', data({ text: null }, { errors: [{}] }), HIDDEN],
    [
      'an error with a place that is none',
      data({ text: null }, { errors: [{ message: 'secret', path: 'text' }] }),
      HIDDEN,
    ],
    [
      'an error with a place of objects',
      data({ text: null }, { errors: [{ message: 'secret', path: [{ a: 1 }] }] }),
      HIDDEN,
    ],
    [
      'an error with facts that are none',
      data({ text: null }, { errors: [{ message: 'secret', path: ['text'], extensions: 'x' }] }),
      HIDDEN,
    ],
  ])('%s is one error at the field', async (_name, reply, code) => {
    const { replies, ask } = shared;
    replies.things = reply;
    const answer = await ask('{ text }');
    expect(answer.data).toEqual({ text: null });
    expect(errorsOf(answer)).toEqual([[['text'], code]]);
    expect(JSON.stringify(answer)).not.toMatch(/secret|srv/);
  });

  it.each<[string, string, unknown, unknown, unknown[]]>([
    ['a wrong enum', '{ color }', { color: 'BLUE' }, { color: null }, [['color']]],
    ['an enum that is hidden', '{ color }', { color: 'HIDDEN' }, { color: null }, [['color']]],
    ['an object for a list', '{ maybe { id } }', { maybe: {} }, { maybe: null }, [['maybe']]],
    ['a list for an object', '{ thing { id } }', { thing: [{}] }, { thing: null }, [['thing']]],
    ['a type that is hidden', '{ node { id } }', NODE('Secret'), { node: null }, [['node']]],
    ['a type of another kind', '{ node { id } }', NODE('Color'), { node: null }, [['node']]],
    ['no type', '{ node { id } }', { node: { id: '1' } }, { node: null }, [['node']]],
    ['no list where one has to be', '{ things { id } }', {}, null, [['things']]],
    [
      'null in a list that takes none',
      '{ maybe { needed } holes { needed } matrix }',
      {
        maybe: [{ needed: 'a' }, { needed: null }],
        holes: [{ needed: null }, null, { needed: 'c' }],
        matrix: [[1], [null]],
      },
      { maybe: null, holes: [null, null, { needed: 'c' }], matrix: null },
      [
        ['maybe', 1, 'needed'],
        ['holes', 0, 'needed'],
        ['matrix', 1, 0],
      ],
    ],
  ])('%s is an error where it stands', async (_name, query, answered, expected, paths) => {
    const { replies, ask } = shared;
    replies.things = data(answered);
    const answer = await ask(query);
    expect(answer.data).toEqual(expected);
    expect(errorsOf(answer)).toEqual(paths.map((path) => [path, INVALID]));
    expect(JSON.stringify(answer)).not.toMatch(/Secret|HIDDEN/);
  });

  it('numbers beyond those of JavaScript is an error, not null where null may not be', async () => {
    const { replies, ask } = shared;
    replies.things = text(200, '{"data":{"number":1e400,"json":1e400}}');
    expect(await ask('{ number json }')).toMatchObject({ data: { number: null, json: null } });
    replies.things = text(200, '{"data":{"requiredJson":1e400}}');
    const answer = await ask('{ requiredJson }');
    expect(answer.data).toBeNull();
    expect(errorsOf(answer)).toEqual([[['requiredJson'], INVALID]]);
  });

  it('more than it was asked adds nothing', async () => {
    const { replies, ask } = shared;
    const more = '"more":1,"__proto__":{"text":"x"}';
    replies.things = text(200, `{"data":{${more},"thing":{${more},"id":"1"}}}`);
    expect(await ask('{ text thing { id } }')).toEqual({
      data: { text: null, thing: { id: '1' } },
    });
  });
});

describe('entities', () => {
  const things = ['1', '2', '1'].map((id) => ({ __typename: 'Thing', id }));
  const failed = { message: 'secret', path: ['_entities', 1, 'cost'] };
  const at = (...places: number[]): unknown[] => places.map((place) => ['holes', place]);

  it.each<[string, unknown, object, unknown[]]>([
    ['fewer than were asked for', [{ price: 1 }], {}, [INVALID, ...at(0, 2, 1)]],
    ['no list', {}, {}, [INVALID, ...at(0, 2, 1)]],
    ['texts', ['x', 7], {}, [INVALID, ...at(0, 2, 1)]],
    ['lists', [[{ price: 1 }], null], {}, [INVALID, ...at(0, 2)]],
    [
      'errors that name no entity',
      [{ price: 1 }, null],
      { errors: [null] },
      [HIDDEN, ...at(0, 2, 1)],
    ],
    [
      'errors that name another list',
      [{ price: 1 }, null],
      { errors: [{ ...failed, path: ['other', 1] }] },
      [HIDDEN, ...at(0, 2, 1)],
    ],
    [
      'errors that name an entity too many',
      [{ price: 1 }, null],
      { errors: [{ ...failed, path: ['_entities', 7] }] },
      [HIDDEN, ...at(0, 2, 1)],
    ],
  ])('that are %s are errors at their places', async (_name, entities, more, expected) => {
    const { replies, ask } = shared;
    replies.things = data({ holes: things });
    replies.prices = data({ _entities: entities }, more);
    const answer = await ask('{ holes { id price } }');
    const [code, ...places] = expected;
    expect(errorsOf(answer)).toEqual(places.map((place) => [place, code]));
    expect(answer.data).toMatchObject({ holes: [{ id: '1' }, { id: '2' }, { id: '1' }] });
  });

  it('with a required field that failed empty the places that may be empty', async () => {
    const { replies, ask } = shared;
    replies.things = data({ holes: things });
    replies.prices = data({ _entities: [{ cost: 1 }, null] }, { errors: [failed] });
    const answer = await ask('{ holes { id cost } }');
    expect(answer.data).toEqual({ holes: [{ id: '1', cost: 1 }, null, { id: '1', cost: 1 }] });
    expect(errorsOf(answer)).toEqual([[['holes', 1, 'cost'], HIDDEN]]);
  });
});

describe('names that every object has', () => {
  it('are nothing where a subgraph told nothing', async () => {
    const { replies, ask } = shared;
    replies.things = data({});
    const query = '{ constructor toString: text valueOf: json __proto__: number }';
    const nothing = '{"constructor":null,"toString":null,"valueOf":null,"__proto__":null}';
    expect(JSON.stringify((await ask(query)).data)).toBe(nothing);
  });

  it('may be those of variables', async () => {
    const { replies, received, ask } = shared;
    replies.things = data({});
    received.length = 0;
    const query =
      'query ($toString: String, $constructor: String) { echo(text: $toString) x: echo(text: $constructor) }';
    expect((await ask(query, { constructor: 'c' })).errors).toBeUndefined();
    const { variables } = JSON.parse(received[0] ?? '') as { variables: object };
    expect(Object.values(variables)).toEqual(['c']);
  });
});

describe('what a subgraph says of its failure', () => {
  const fail = (extensions: object): Reply =>
    data({ text: null }, { errors: [{ message: 'Words.', path: ['text'], extensions }] });
  const internals = { serviceName: 'internal-things', exception: { stacktrace: ['x'] } };

  it('is told where its code is public, without what is for its operators', async () => {
    const { replies, ask } = shared;
    replies.things = fail({ code: 'FORBIDDEN', need: 'admin', stacktrace: ['x'], ...internals });
    const [error] = (await ask('{ text }')).errors ?? [];
    expect(error).toMatchObject({ message: 'Words.', path: ['text'] });
    expect(error?.extensions).toEqual({ code: 'FORBIDDEN', need: 'admin' });
  });

  it.each(['GRAPHQL_VALIDATION_FAILED', 'PERSISTED_QUERY_NOT_FOUND', 'PAYLOAD_TOO_LARGE'])(
    'is not told where it is about the gateway’s own request: %s',
    async (code) => {
      const { replies, ask } = shared;
      const errors = [
        { message: 'Cannot query field "text". Did you mean "hidden"?', extensions: { code } },
      ];
      replies.things = text(400, JSON.stringify({ errors }));
      const [error] = (await ask('{ text }')).errors ?? [];
      expect(error?.message).not.toContain('hidden');
      expect(error?.extensions).toEqual({ code: HIDDEN });
    },
  );

  it('is told of subgraphs that are configured', async () => {
    const { replies, ask } = await bed({ errors: { shown: ['internal-things'] } });
    replies.things = fail({ code: 'OUT_OF_STOCK', left: 0 });
    const [error] = (await ask('{ text }')).errors ?? [];
    expect(error).toEqual({
      message: 'Words.',
      path: ['text'],
      extensions: { code: 'OUT_OF_STOCK', left: 0 },
    });
  });

  it('names the subgraph where that is configured, and in development', async () => {
    for (const options of [{ errors: { subgraphNames: true } }, { mode: 'development' as const }]) {
      const { replies, ask } = await bed(options);
      replies.things = text(500, 'oops');
      expect((await ask('{ text }')).errors?.[0]?.message).toContain('internal-things');
      replies.things = fail({ code: 'FORBIDDEN' });
      const extensions = { code: 'FORBIDDEN', subgraph: 'internal-things' };
      expect((await ask('{ text }')).errors?.[0]?.extensions).toEqual(extensions);
    }
  });

  it('is one line of the log, at however many places it stands', async () => {
    const logged: { code?: string; err?: { message?: string } }[] = [];
    const logger = { ...silentLogger, error: (facts: object) => void logged.push(facts) };
    const { replies, ask } = await bed({ logger });
    replies.things = data({
      things: Array.from({ length: 50 }, (_, i) => ({ __typename: 'Thing', id: `${i}` })),
    });
    replies.prices = text(500, 'oops');
    expect((await ask('{ things { price } }')).errors).toHaveLength(50);
    expect(logged).toHaveLength(1);
    expect(logged[0]?.err?.message).toContain('internal-prices');
  });
});
