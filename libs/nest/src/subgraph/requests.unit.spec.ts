import { once } from 'node:events';
import { createServer, request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { expect, test, vi } from 'vitest';
import { IDENTITY_HEADER, signIdentity } from '@metamorphosis/contract';
import type { RequestContext } from '@metamorphosis/core';
import { startLibrary, type LibraryApp } from './library-app.fixture.spec.js';
import { librarySender } from './library-sender.fixture.spec.js';
import { libraryDefinition, libraryParts } from './library-service.fixture.spec.js';
import type { SubgraphDriverOptions } from './subgraph-driver.js';

async function library(
  options: Partial<SubgraphDriverOptions> = {},
  fails?: (args: unknown, context: RequestContext) => Promise<string>,
): Promise<LibraryApp> {
  const { sender } = await librarySender();
  const parts = libraryParts(sender);
  const queries = fails === undefined ? parts.queries : { ...parts.queries, fails };
  return startLibrary({ ...parts, queries }, options);
}

function post(
  app: LibraryApp,
  body: string | Uint8Array,
  type = 'application/json',
): Promise<Response> {
  return fetch(`${app.url}/graphql`, { method: 'POST', headers: { 'content-type': type }, body });
}

async function codeOf(response: Response): Promise<unknown> {
  const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
  return errors[0]?.extensions.code;
}

test('answers _service with SDL that composition reads', async () => {
  const app = await library();
  const { data } = await app.ask('{ _service { sdl } }');
  const { sdl } = (data as { _service: { sdl: string } })._service;
  expect(sdl).toContain('type Book @key(fields: "id")');
  expect(sdl).toContain('union LendBookResult = Book | AlreadyLent');
});

test('serves the SDL of its events beside', async () => {
  const app = await library();
  const response = await fetch(`${app.url}/events.graphql`);
  expect(response.headers.get('content-type')).toContain('application/graphql');
  expect(await response.text()).toBe(libraryDefinition.eventsSdl);
});

test.each([
  ['malformed JSON', '{"query": "{ __type', 'BAD_REQUEST'],
  ['a body that is no object', '["{ __typename }"]', 'BAD_REQUEST'],
  ['no query', '{"variables": {}}', 'BAD_REQUEST'],
  ['variables that are no object', '{"query": "{ __typename }", "variables": []}', 'BAD_REQUEST'],
  ['text that is no GraphQL', '{"query": "{ book("}', 'GRAPHQL_PARSE_FAILED'],
  ['an unknown field', '{"query": "{ shelf }"}', 'GRAPHQL_VALIDATION_FAILED'],
  [
    'a variable of the wrong type',
    '{"query": "query ($t: DateTime!) { addedSince(time: $t) { id } }", "variables": {"t": "today"}}',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'an unknown operation',
    '{"query": "query A { __typename }", "operationName": "B"}',
    'GRAPHQL_VALIDATION_FAILED',
  ],
])('refuses %s with 400', async (_what, body, code) => {
  const app = await library();
  const response = await post(app, body);
  expect(response.status).toBe(400);
  expect(await codeOf(response)).toBe(code);
  // The connection, and the process, go on.
  expect((await app.ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
});

test.each([
  ['a value', '{ addedSince(time: "today") { id } }', true],
  ['a value of a variable', 'query ($t: DateTime!) { addedSince(time: $t) { id } }', true],
  ['a field', '{ shelf }', undefined],
])('says whether clients may read what is wrong: %s', async (_what, query, meant) => {
  const app = await library();
  const response = await post(app, JSON.stringify({ query, variables: { t: 'today' } }));
  const { errors } = (await response.json()) as { errors: { extensions: { public?: true } }[] };
  expect(errors.map(({ extensions }) => extensions.public)).toEqual([meant]);
});

test('refuses a body that is not in UTF-8', async () => {
  const app = await library();
  const response = await post(app, Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x7d]));
  expect([response.status, await codeOf(response)]).toEqual([400, 'BAD_REQUEST']);
});

test('refuses a body above 1 MiB, announced or not', async () => {
  const app = await library();
  const body = JSON.stringify({
    query: '{ __typename }',
    variables: { pad: 'x'.repeat(1024 * 1024) },
  });
  const announced = await post(app, body);
  expect([announced.status, await codeOf(announced)]).toEqual([413, 'PAYLOAD_TOO_LARGE']);

  expect(await statusOf(app, body, { 'transfer-encoding': 'chunked' })).toBe(413);
  // The sender closes right after: the answer must not be lost for that.
  expect(await statusOf(app, body, { connection: 'close' })).toBe(413);
});

test('does not read a body that is larger by far', async () => {
  const app = await library();
  const headers = { 'content-length': String(1024 ** 3) };
  expect(await statusOf(app, '{', headers)).toBe(413);
});

test('stops reading a body that never ends', async () => {
  const app = await library();
  const end = await new Promise((resolve) => {
    const request = httpRequest(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    let over = false;
    const more = (): void => {
      if (!over) request.write(chunk, more);
    };
    request.on('response', (response) => {
      over = true;
      resolve(response.statusCode);
      request.destroy();
    });
    request.on('error', () => {
      over = true;
      resolve('cut off');
    });
    more();
  });
  // Who goes on sending may find the connection cut before it reads the answer.
  expect([413, 'cut off']).toContain(end);
  expect((await app.ask('{ __typename }')).status).toBe(200);
});

/** Sends `body`, and nothing more of what the headers may announce. */
function statusOf(app: LibraryApp, body: string, headers: OutgoingHttpHeaders): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
    });
    request.on('error', reject);
    request.on('response', (response) => {
      resolve(response.statusCode);
      response.resume();
      request.destroy();
    });
    if ('content-length' in headers) request.write(body);
    else request.end(body);
  });
}

test('takes a body of just 1 MiB', async () => {
  const app = await library();
  const frame = JSON.stringify({ query: '{ __typename }', variables: { pad: '' } });
  const body = frame.replace('""', `"${'x'.repeat(1024 * 1024 - frame.length)}"`);
  expect(body).toHaveLength(1024 * 1024);
  expect((await post(app, body)).status).toBe(200);
});

test('refuses types that a foreign page can send unasked, and other methods', async () => {
  const app = await library();
  expect((await post(app, '{"query": "{ __typename }"}', 'text/plain')).status).toBe(415);
  const get = await fetch(`${app.url}/graphql?query={__typename}`);
  expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
});

test('gives catalogue errors with code, path and details', async () => {
  const app = await library();
  const reply = await app.ask('{ a: fails(how: "visible") __typename }');
  expect(reply).toMatchObject({
    status: 200,
    data: { a: null, __typename: 'Query' },
    errors: [
      {
        message: 'the shelf is not reachable at the moment. Try again later.',
        path: ['a'],
        extensions: { code: 'UNAVAILABLE', shelf: 'A' },
      },
    ],
  });
});

test.each(['masked', 'thrown'])(
  'masks and logs an error that clients may not read (%s)',
  async (how) => {
    const app = await library();
    const reply = await app.ask('query ($how: String!) { fails(how: $how) }', { how });
    expect(reply.errors).toEqual([
      {
        message: 'Internal error',
        path: ['fails'],
        locations: [{ line: 1, column: 25 }],
        extensions: { code: 'INTERNAL_ERROR' },
      },
    ]);
    expect(app.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  },
);

test('shows what went wrong in development', async () => {
  const app = await library({ development: true });
  const reply = await app.ask('{ fails(how: "thrown") }');
  expect(reply.errors?.[0]).toMatchObject({
    message: 'password of the database is hunter2',
    extensions: { code: 'INTERNAL_ERROR' },
  });
});

test('masks a null where the schema allows none', async () => {
  const app = await library();
  const reply = await app.ask('{ mustNotBeNull }');
  expect(reply).toMatchObject({
    status: 200,
    data: null,
    errors: [{ extensions: { code: 'INTERNAL_ERROR' } }],
  });
});

test('tells health, and readiness with its reasons', async () => {
  const app = await library();
  expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
  expect((await fetch(`${app.url}/readyz`)).status).toBe(200);

  app.readiness.check('log').down('the log does not answer');
  const response = await fetch(`${app.url}/readyz`);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({
    ready: false,
    checks: { log: { up: false, reason: 'the log does not answer' } },
  });
  expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
});

test('leaves all other paths to Nest', async () => {
  const app = await library();
  const response = await fetch(`${app.url}/elsewhere`);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ statusCode: 404 });
});

test('frees its port when it closes, also while a connection is kept alive', async () => {
  const app = await library();
  await app.ask('{ __typename }');
  await app.close();
  const { port } = new URL(app.url);
  const next = createServer();
  await new Promise<void>((resolve, reject) => {
    next.on('error', reject).listen(Number(port), '127.0.0.1', resolve);
  });
  next.close();
});

test('finishes what is in hand before it closes, and says so to the callers', async () => {
  const entered = Promise.withResolvers<AbortSignal>();
  const release = Promise.withResolvers<void>();
  const app = await library({}, async (_args, { signal }) => {
    entered.resolve(signal);
    await release.promise;
    return 'done';
  });
  const response = post(app, '{"query": "{ fails(how: \\"late\\") }"}');
  const signal = await entered.promise;
  const closed = app.close();
  // From now on it refuses what is new.
  await vi.waitFor(async () => {
    const refused = await post(app, '{"query": "{ __typename }"}');
    expect([refused.status, await codeOf(refused)]).toEqual([503, 'UNAVAILABLE']);
  });
  release.resolve();
  const answer = await response;
  expect(await answer.json()).toEqual({ data: { fails: 'done' } });
  expect(answer.headers.get('connection')).toBe('close');
  expect(signal.aborted).toBe(false);
  await closed;
});

test('tells those who do not finish in time to stop', async () => {
  const entered = Promise.withResolvers<AbortSignal>();
  const app = await library({ drainMs: 20 }, async (_args, { signal }) => {
    entered.resolve(signal);
    await once(signal, 'abort');
    return 'stopped';
  });
  const response = post(app, '{"query": "{ fails(how: \\"late\\") }"}');
  await entered.promise;
  await app.close();
  expect(await (await response).json()).toEqual({ data: { fails: 'stopped' } });
});

test('aborts the signal of a request whose caller has gone', async () => {
  const entered = Promise.withResolvers<AbortSignal>();
  const app = await library({}, async (_args, { signal }) => {
    entered.resolve(signal);
    await once(signal, 'abort');
    return 'unheard';
  });
  const caller = new AbortController();
  const response = fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query": "{ fails(how: \\"gone\\") }"}',
    signal: caller.signal,
  });
  const signal = await entered.promise;
  const aborted = once(signal, 'abort');
  caller.abort();
  await expect(response).rejects.toThrow();
  await aborted;
});

test("knows who asks by the gateway's word alone", async () => {
  const secrets = { current: { keyId: 'k1', secret: 'a secret for tests' }, previous: [] };
  const others = { current: { keyId: 'k1', secret: 'another secret' }, previous: [] };
  const asked: RequestContext['actor'][] = [];
  const app = await library({ secrets }, (_, { actor }) => {
    asked.push(actor);
    return Promise.resolve('done');
  });
  const ask = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: '{ fails(how: "late") }' }),
    });
  const actor = { subject: 'ada', scopes: ['books:read', 'books:lend'] };
  const ada = await signIdentity(secrets, actor);
  expect((await ask({ [IDENTITY_HEADER]: ada })).status).toBe(200);
  expect((await ask({ 'x-subject': 'ada' })).status).toBe(200);
  expect(asked).toEqual([actor, undefined]);
  const forged = await signIdentity(others, actor);
  const old = await signIdentity(secrets, actor, Date.now() - 120_000);
  for (const token of ['ada', forged, old]) {
    const refused = await ask({ [IDENTITY_HEADER]: token });
    expect(refused.status, token).toBe(401);
    expect(await codeOf(refused)).toBe('TOKEN_INVALID');
  }
  expect(asked).toHaveLength(2);
});
