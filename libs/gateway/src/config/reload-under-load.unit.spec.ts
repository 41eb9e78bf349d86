import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createReadiness, silentLogger } from '@metamorphosis/core';
import { composeSubgraphs } from '@metamorphosis/federation';
import { SubgraphServer } from '@metamorphosis/federation/testing';
import { createGateway } from '../create-gateway.js';
import { optionsOfConfig } from './options-of-config.js';
import { readGatewayConfig } from './read-gateway-config.js';

const sdl = (more: string): string => `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
type Query { me: User ${more} }
type User @key(fields: "id") { id: ID! name: String! }`;

const REVIEWS = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
type User @key(fields: "id") { id: ID! reviews: Int! }`;

async function bed(more = '') {
  const users = await SubgraphServer.start('users', sdl('greeting: String'), {
    Query: { me: () => ({ id: '1', name: 'Ada' }), greeting: () => 'hello' },
  });
  const reviews = await SubgraphServer.start('reviews', REVIEWS, {
    User: { __resolveReference: (ref: unknown) => ref, reviews: () => 7 },
  });
  const folder = mkdtempSync(join(tmpdir(), 'metamorphosis-gateway-'));
  const file = join(folder, 'supergraph.graphql');
  const write = (text: string): void => {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  const compose = (more: string): string =>
    composeSubgraphs([
      { name: 'users', url: users.url, sdl: sdl(more) },
      { name: 'reviews', url: reviews.url, sdl: REVIEWS },
    ]).supergraphSdl;
  write(compose(''));
  const text = `supergraph: { file: supergraph.graphql, every: 20ms }\nlisten: { port: 0 }\n${more}`;
  const config = readGatewayConfig({ file: { name: 'gateway.yaml', text }, environment: {} });
  const base = { readiness: createReadiness(), logger: silentLogger };
  const gateway = await createGateway({ ...optionsOfConfig(config, folder, base), ...base });
  onTestFinished(async () => {
    await gateway.close();
    await users[Symbol.asyncDispose]();
    await reviews[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });
  const ask = async (query: string): Promise<Record<string, unknown>> => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ query });
    const response = await fetch(gateway.url, { method: 'POST', headers, body });
    return (await response.json()) as Record<string, unknown>;
  };
  const readyz = async (): Promise<{ ready: boolean; checks: Record<string, { note?: string }> }> =>
    (await fetch(gateway.url.replace('/graphql', '/readyz'))).json() as never;
  return { gateway, ask, write, compose, readyz };
}

const DEADLINE = { timeout: 60_000 };

it(
  'runs over a supergraph with no log and no board, and swaps it under load without a failed request',
  DEADLINE,
  async () => {
    const { gateway, ask, write, compose } = await bed();
    // Each client asks something of its own again and again, so that nothing is answered together.
    const queries = Array.from({ length: 8 }, (_, i) => `{ me { c${i}: name reviews } }`);
    let running = true;
    let asked = 0;
    const failures: unknown[] = [];
    const clients = queries.map(async (query, i) => {
      while (running) {
        const answer = await ask(query).catch((error: unknown) => ({ errors: [error] }));
        asked += 1;
        const expected = { data: { me: { [`c${i}`]: 'Ada', reviews: 7 } } };
        if (JSON.stringify(answer) !== JSON.stringify(expected)) failures.push(answer);
      }
    });
    let reloads = 0;
    gateway.engine.onReload(() => (reloads += 1));
    for (let i = 1; i <= 5; i += 1) {
      write(compose(i % 2 === 1 ? 'greeting: String' : ''));
      await expect.poll(() => reloads, { timeout: 20_000 }).toBe(i);
      const before = asked;
      await expect.poll(() => asked, { timeout: 20_000 }).toBeGreaterThan(before + 16);
    }
    running = false;
    await Promise.all(clients);
    expect(failures).toEqual([]);
    expect(asked).toBeGreaterThan(80);
    expect(await ask('{ greeting }')).toEqual({ data: { greeting: 'hello' } });
  },
);

it('says on /readyz why a newer supergraph is not used, and is ready all the same', async () => {
  const { ask, write, compose, readyz } = await bed();
  const note = async (): Promise<string | undefined> => (await readyz()).checks['supergraph']?.note;
  write('type Query { me: Nobody }');
  await expect.poll(note).toMatch(/^A newer supergraph was refused \(.*\): /);
  expect((await readyz()).ready).toBe(true);
  expect(await ask('{ me { name } }')).toEqual({ data: { me: { name: 'Ada' } } });
  write(compose('greeting: String'));
  await expect.poll(note).toBeUndefined();
});

it('refuses a supergraph with subgraphs of the platform where there is none', async () => {
  const { gateway, write, readyz } = await bed();
  const board = { name: 'orders__events', url: 'board:orders', sdl: sdl('') };
  write(composeSubgraphs([board]).supergraphSdl);
  await expect
    .poll(async () => (await readyz()).checks['supergraph']?.note)
    .toContain('nobody serves "board:" here');
  expect(gateway.engine.status().refused).toBeDefined();
});

it('tells nobody its schema when introspection is off', async () => {
  const { ask } = await bed('introspection: false');
  const refusal = { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] };
  expect(await ask('{ __schema { types { name } } }')).toMatchObject(refusal);
  expect(
    await ask('{ me { __typename } ...F } fragment F on Query { __type(name: "A") { name } }'),
  ).toMatchObject(refusal);
  expect(await ask('{ me { __typename } }')).toEqual({ data: { me: { __typename: 'User' } } });
  for (const query of ['{ mee { name } }', '{ me }', '{ me { nam } }', '{ __typenam }']) {
    expect(JSON.stringify(await ask(query))).not.toContain('Did you mean');
  }
});
