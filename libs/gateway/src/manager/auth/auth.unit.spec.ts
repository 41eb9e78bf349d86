import { expect, test } from 'vitest';
import { SERVICE_WEB_TOPIC } from '@metamorphosis/contract';
import { AUDIT_TOPIC } from '../audit/audit-entry.js';
import { CODE, startManager, type ManagerAnswer } from '../testing/start-manager.js';

const literal = JSON.stringify(CODE);
const codesOf = ({ errors }: ManagerAnswer): unknown[] | undefined =>
  errors?.map(({ extensions }) => extensions?.['code']);

const INTROSPECTION = '{ __schema { types { name } } }';
const OPERATIONS = [
  '{ nodes { name } }',
  '{ __typename }',
  INTROSPECTION,
  '{ nodes { name } __type(name: "Node") { name } }',
  '{ no such field',
  '{ noSuchField }',
  'mutation { scaleConsumer(service: "orders", consumer: "commands", processes: -1) { node } }',
  'mutation { killNode(node: "n1") { node } }',
  'subscription { serviceWebChanged { at } }',
  '{ a: nodes { name } } ',
];

test('without the code, or with a wrong one, every operation is UNAUTHENTICATED and nothing is done', async () => {
  const bed = await startManager({ auth: { delayMs: 0, maxDelayMs: 0, maxFailures: 1000 } });
  const node = await bed.node('n1');
  for (const query of OPERATIONS) {
    for (const headers of [{}, { 'x-auth-code': '' }, { 'x-auth-code': `${CODE}.` }]) {
      for (const accept of ['application/json', 'application/graphql-response+json']) {
        const response = await bed.post({ query }, { accept, ...headers });
        expect(response.headers.get('content-type')).toContain(accept);
        expect(response.status).toBe(accept === 'application/json' ? 200 : 400);
        expect(await response.json()).toEqual({
          errors: [
            {
              message: expect.stringContaining('x-auth-code') as string,
              extensions: { code: 'UNAUTHENTICATED' },
            },
          ],
        });
      }
    }
  }
  expect(node.requests).toEqual([]);
});

test('the code is taken from the header, or from an argument of every root field', async () => {
  const bed = await startManager();
  await bed.node('n1');
  const nodes = { nodes: [{ name: 'n1' }] };
  const header = { 'x-auth-code': CODE };
  expect(await bed.tell('{ nodes { name } }', {}, header)).toEqual({ data: nodes });
  expect((await bed.tell(INTROSPECTION, {}, header)).errors).toBeUndefined();
  const byLiteral = `{ nodes(authCode: ${literal}) { name } }`;
  expect(await bed.tell(byLiteral)).toEqual({ data: nodes });
  const byVariable = 'query ($c: String) { nodes(authCode: $c) { name } }';
  expect(await bed.tell(byVariable, { c: CODE })).toEqual({ data: nodes });
  expect(codesOf(await bed.tell(byVariable, { c: 'x' }))).toEqual(['UNAUTHENTICATED']);
  const half = `{ nodes(authCode: ${literal}) { name } services { name } }`;
  expect(codesOf(await bed.tell(half))).toEqual(['UNAUTHENTICATED']);
  // One that is wrong is never made up for by one that is right.
  const wrong = '{ nodes(authCode: "wrong") { name } }';
  expect(codesOf(await bed.tell(wrong, {}, header))).toEqual(['UNAUTHENTICATED']);
});

test('every root field takes the argument', async () => {
  const bed = await startManager();
  const fields = '{ fields { name args { name type { kind name } } } }';
  const query = `{ __schema { queryType ${fields} mutationType ${fields} subscriptionType ${fields} } }`;
  const { __schema: schema } = await bed.ask(query);
  interface Described {
    readonly fields: readonly { readonly name: string; readonly args: readonly unknown[] }[];
  }
  const types = Object.values(schema as Readonly<Record<string, Described>>);
  const all = types.flatMap((type) => type.fields);
  expect(all.length).toBeGreaterThan(25);
  for (const { name, args } of all) {
    const argument = { name: 'authCode', type: { kind: 'SCALAR', name: 'String' } };
    expect(args, name).toContainEqual(argument);
  }
});

test('a socket may bring the code at its beginning, or with each operation', async () => {
  const bed = await startManager();
  await bed.node('n1');
  const over = async (init: Record<string, unknown>, query: string): Promise<unknown> => {
    const results = bed.client(init).iterate({ query });
    const { value } = (await results.next().catch((error: unknown) => ({ value: error }))) as {
      value: unknown;
    };
    await results.return?.();
    return value;
  };
  const query = '{ nodes { name } }';
  const right = { data: { nodes: [{ name: 'n1' }] } };
  expect(await over({ 'x-auth-code': CODE }, query)).toEqual(right);
  expect(await over({ authCode: CODE }, query)).toEqual(right);
  expect(await over({}, `{ nodes(authCode: ${literal}) { name } }`)).toEqual(right);
  const live = 'subscription { serviceWebChanged { nodes { name } } }';
  for (const init of [{}, { authCode: 'wrong' }]) {
    for (const asked of [query, live, INTROSPECTION, '{ no such field']) {
      expect(await over(init, asked)).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    }
  }
});

test('GraphiQL loads without the code; requests that are none are refused, a GET among them', async () => {
  const bed = await startManager();
  const page = await fetch(new URL('/', bed.manager.url));
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<title>Service web</title>');
  const get = await fetch(`${bed.manager.url}?query={nodes{name}}`, {
    headers: { 'x-auth-code': CODE },
  });
  expect(get.status).toBe(405);
  expect(await get.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  const none = await bed.post(`{"query": ${literal}`, { 'x-auth-code': CODE });
  expect(none.status).toBe(400);
  expect(await none.text()).not.toContain('7f3a');
});

test('wherever the code was put, it is in no answer, log line, topic or message', async () => {
  const bed = await startManager();
  const messages: string[] = [];
  const send = bed.board.send.bind(bed.board);
  bed.board.send = (channel, message) => {
    // What the node answers is its own affair.
    if (channel.startsWith('node/')) messages.push(JSON.stringify(message));
    return send(channel, message);
  };
  const node = await bed.node('n1');
  const headers = { 'x-auth-code': CODE, 'x-client-name': `me with ${CODE}` };
  const scale = (extra: string): string =>
    `mutation { scaleConsumer(service: "orders", consumer: "commands", processes: 2 ${extra}) { outcome } }`;
  const asked: [string, object?][] = [
    [scale(`authCode: ${literal}`)],
    [scale(`, node: ${literal}`)],
    [scale(`, colour: ${literal}`)],
    [`mutation { discardDeadLetters(filter: {}, reason: ${literal}) { outcome } }`],
    [`mutation { replayDeadLetters(filter: { since: ${literal} }) { outcome } }`],
    [`{ deadLetters(after: ${literal}) { totalCount } }`],
    [`{ nodes(authCode: ${literal}, name: ${literal}) { name } }`],
    [`{ nodes(authCode: ${literal}) { ${literal} } }`],
    [
      `query ($authCode: Int!) { nodes { name } workers(consumer: $authCode) { pid } }`,
      { authCode: CODE },
    ],
    [`query ($authCode: Int!) { consumers { name } }`, { authCode: CODE }],
    [`{ nodes(name: ${literal}`],
    [`{ nodes } ${literal}`],
  ];
  for (const [query, variables] of asked) await bed.tell(query, variables, headers);
  node.refusal = `refused because of ${CODE}`;
  await bed.tell(scale(''), {}, headers);
  await bed.ask('{ auditTrail { by what arguments error answers { reason } } }');

  const records: string[] = [];
  for (const topic of [SERVICE_WEB_TOPIC, AUDIT_TOPIC]) {
    const [range] = await bed.log.ranges(topic);
    expect(range?.end).toBeGreaterThan(0);
    await using reader = bed.log.read(
      { group: 'the test', topics: [topic], startAt: () => Promise.resolve(0) },
      {
        onAssigned: () => undefined,
        onRevoked: () => Promise.resolve(),
        onHealth: () => undefined,
        onRecords: (_, found) => {
          for (const { key, value, headers: told } of found) {
            records.push(
              `${key} ${new TextDecoder().decode(value ?? undefined)} ${JSON.stringify(told)}`,
            );
          }
        },
      },
    );
    await expect.poll(() => records.length).toBeGreaterThanOrEqual(range?.end ?? 0);
    expect(reader).toBeDefined();
  }
  const everything = [...records, ...messages, ...bed.logged, ...bed.answers].join('\n');
  // Its parts without what is written differently inside of JSON.
  for (const part of [CODE, 'of all tests', '7f3a']) expect(everything).not.toContain(part);
  expect(everything).toContain('[auth code]');
  expect(records.join()).toContain('me with');
});
