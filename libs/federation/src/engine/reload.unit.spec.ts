import type { SupergraphManager } from '@apollo/gateway';
import type { DocumentNode } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import { composeLocally } from '../supergraph/compose-locally.js';
import type { SubgraphDefinition } from '../supergraph/subgraph-definition.js';
import { SubgraphServer } from '../testing/subgraph-server.js';
import type { Engine } from './engine.js';
import { createEngine } from './federation-engine.js';

const sdl = (fields: string): string => `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
type Query { ${fields} }`;

const compose = async (subgraphs: readonly SubgraphDefinition[]): Promise<string> => {
  const hooks = { update: () => undefined, healthCheck: () => Promise.resolve() };
  const source = composeLocally(subgraphs);
  return (await source.initialize({ ...hooks, getDataSource: () => undefined as never }))
    .supergraphSdl;
};

/** A source of supergraphs whose updates the test sends. */
class ManualSource implements SupergraphManager {
  update: (sdl: string) => void = () => undefined;

  constructor(private readonly first: string) {}

  initialize: SupergraphManager['initialize'] = ({ update }) => {
    this.update = update;
    return Promise.resolve({ supergraphSdl: this.first });
  };
}

async function ask(engine: Engine, query: string): Promise<unknown> {
  const prepared = engine.prepare(query);
  const answer = prepared.ok ? await prepared.operation.execute({}, {}) : prepared.answer;
  return answer.result().data;
}

describe('a new supergraph', () => {
  it('takes over, and reaches subgraphs where they are now', async () => {
    const schema = sdl('greeting: String');
    const resolvers = (text: string) => ({ Query: { greeting: () => text } });
    await using before = await SubgraphServer.start('one', schema, resolvers('before'));
    await using after = await SubgraphServer.start('one', schema, resolvers('after'));
    const source = new ManualSource(await compose([{ name: 'one', url: before.url, sdl: schema }]));
    await using engine = await createEngine({ supergraph: source });
    const reloads: string[] = [];
    engine.onReload(() => reloads.push(engine.status().supergraphId));
    const prepared = engine.prepare('{ greeting }');
    expect(await ask(engine, '{ greeting }')).toEqual({ greeting: 'before' });

    source.update(await compose([{ name: 'one', url: after.url, sdl: schema }]));
    await vi.waitFor(() => expect(reloads).toEqual([engine.status().supergraphId]));
    expect(await ask(engine, '{ greeting }')).toEqual({ greeting: 'after' });
    // What was prepared before runs on, at the new address.
    if (!prepared.ok) throw new Error('refused');
    expect((await prepared.operation.execute({}, {})).result().data).toEqual({ greeting: 'after' });
  });

  it('that is broken is refused with its reason, and the one in use stays', async () => {
    const schema = sdl('greeting: String');
    await using server = await SubgraphServer.start('one', schema, {
      Query: { greeting: () => 'still here' },
    });
    const source = new ManualSource(await compose([{ name: 'one', url: server.url, sdl: schema }]));
    await using engine = await createEngine({ supergraph: source });
    const before = engine.status();

    source.update('type Query { nothing: String }');
    await vi.waitFor(() =>
      expect(engine.status().refused?.reason).toContain('this is the SDL of one subgraph'),
    );
    expect(engine.status().supergraphId).toBe(before.supergraphId);
    const foreign = { name: 'one', url: 'gopher://nowhere', sdl: schema };
    source.update(await compose([foreign]));
    await vi.waitFor(() => expect(engine.status().refused?.reason).toContain('gopher:'));
    expect(await ask(engine, '{ greeting }')).toEqual({ greeting: 'still here' });

    source.update(
      await compose([{ name: 'one', url: server.url, sdl: sdl('greeting: String other: Int') }]),
    );
    await vi.waitFor(() => expect(engine.status().refused).toBeUndefined());
    expect(engine.status().supergraphId).not.toBe(before.supergraphId);
  });

  it('has planned what is asked for most before it takes over', async () => {
    const schema = sdl('greeting: String rare: String');
    const url = 'http://127.0.0.1:9/graphql';
    const source = new ManualSource(await compose([{ name: 'one', url, sdl: schema }]));
    // What is planned is checked first: that tells when.
    const planned: string[] = [];
    const checkDocument = ({ loc }: DocumentNode): [] => {
      planned.push(loc?.source.body ?? '');
      return [];
    };
    const options = { supergraph: source, checkDocument, warmOperations: 1 };
    await using engine = await createEngine(options);
    let atReload: readonly string[] = [];
    engine.onReload(() => (atReload = [...planned]));
    engine.prepare('{ rare }');
    engine.prepare('{ greeting }');
    engine.prepare('{ greeting }');
    engine.prepare('{ rare }', undefined);
    engine.prepare('{ greeting }');
    planned.length = 0;
    const more = sdl('greeting: String rare: String other: Int');
    source.update(await compose([{ name: 'one', url, sdl: more }]));
    await vi.waitFor(() => expect(atReload).toEqual(['{ greeting }']));
    engine.prepare('{ greeting }');
    expect(planned).toEqual(['{ greeting }']);
    engine.prepare('{ rare }');
    expect(planned).toEqual(['{ greeting }', '{ rare }']);
  });

  it('does not begin anything when it is the same', async () => {
    const schema = sdl('greeting: String');
    const same = await compose([{ name: 'one', url: 'http://127.0.0.1:9/graphql', sdl: schema }]);
    const source = new ManualSource(same);
    await using engine = await createEngine({ supergraph: source });
    let reloads = 0;
    engine.onReload(() => (reloads += 1));
    source.update(same);
    // What comes behind it is told of: the same one has been looked at by then.
    source.update('nonsense');
    await vi.waitFor(() => expect(engine.status().refused).toBeDefined());
    expect(reloads).toBe(0);
    source.update(same);
    await vi.waitFor(() => expect(engine.status().refused).toBeUndefined());
    expect(reloads).toBe(0);
  });
});

describe('a first supergraph', () => {
  it('that does not compose is refused with every reason', async () => {
    const broken = composeLocally([
      { name: 'a', url: 'http://a', sdl: sdl('same: String') },
      { name: 'b', url: 'http://b', sdl: sdl('same: Int') },
    ]);
    await expect(createEngine({ supergraph: broken })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringContaining('Query.same') as string,
    });
  });
});
