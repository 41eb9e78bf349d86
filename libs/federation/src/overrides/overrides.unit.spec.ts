import { describe, expect, it } from 'vitest';
import type { Engine, RequestContext } from '../engine/engine.js';
import { createEngine } from '../engine/federation-engine.js';
import { composeLocally } from '../supergraph/compose-locally.js';
import { holdsByItself, type OverrideDecision } from './decide-override.js';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@override"])\n`;
const OLD = `${LINK}
type Query { product: Product }
type Product @key(fields: "id") { id: ID! price: Int stock: Int }
`;
const NEW = `${LINK}
type Product @key(fields: "id") {
  id: ID!
  price: Int @override(from: "old", label: "percent(25)")
  stock: Int @override(from: "old", label: "next-stock")
}
`;
/** Services that tell who they are in every number: 1 the old one, 2 the new one. */
async function openEngine(
  overrides?: OverrideDecision,
): Promise<{ engine: Engine; ask: (query: string, context?: RequestContext) => Promise<unknown> }> {
  const told = (name: string, query: string): Record<string, unknown> => {
    const number = name === 'old' ? 1 : 2;
    const product = { __typename: 'Product', id: 'p', price: number, stock: number };
    return query.includes('_entities') ? { _entities: [product] } : { product };
  };
  const engine = await createEngine({
    ...(overrides && { overrides }),
    supergraph: composeLocally([
      { name: 'old', url: 'fake:old', sdl: OLD },
      { name: 'new', url: 'fake:new', sdl: NEW },
    ]),
    clients: {
      'fake:': (name) => ({
        name,
        send: ({ query }) => Promise.resolve({ data: told(name, query) }),
        close: () => Promise.resolve(),
        destroy: () => Promise.resolve(),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
    },
  });
  const ask = async (query: string, context: RequestContext = {}): Promise<unknown> => {
    const prepared = engine.prepare(query);
    if (!prepared.ok) throw new Error(prepared.answer.body());
    const answer = await prepared.operation.execute({}, context);
    return JSON.parse(answer.body()) as unknown;
  };
  return { engine, ask };
}

const product = (fields: object): unknown => ({ data: { product: fields } });

describe('a label of @override', () => {
  it('that nobody decides about does not hold', async () => {
    const { engine, ask } = await openEngine();
    await using _ = engine;
    expect(await ask('{ product { stock } }')).toEqual(product({ stock: 1 }));
  });

  it('is decided by request, and each decision has its plan', async () => {
    const asked: string[] = [];
    const { engine, ask } = await openEngine((label, { subject }) => {
      asked.push(label);
      return subject === 'beta';
    });
    await using _ = engine;
    const query = '{ product { stock id } }';
    for (const [subject, stock] of [
      ['beta', 2],
      ['ada', 1],
      ['beta', 2],
    ] as const) {
      expect(await ask(query, { subject })).toEqual(product({ stock, id: 'p' }));
    }
    // Labels of fields that the operation does not reach are not asked about.
    expect(new Set(asked)).toEqual(new Set(['next-stock']));
  });

  it('percent(25) holds for a quarter of the requests', async () => {
    const holds = Array.from({ length: 100 }, (_, i) =>
      holdsByItself('percent(25)', () => i / 100),
    );
    expect(holds.filter(Boolean)).toHaveLength(25);
    expect(holdsByItself('percent(0)', () => 0)).toBe(false);
    expect(holdsByItself('percent(0.5)', () => 0.004)).toBe(true);
    expect(holdsByItself('percent(100)', () => 0.999)).toBe(true);
    expect(holdsByItself('anything', () => 0)).toBe(false);
    const { engine, ask } = await openEngine();
    await using _ = engine;
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) => ask('{ product { price } }', { subject: `${i}` })),
    );
    const texts = new Set(answers.map((answer) => JSON.stringify(answer)));
    expect([...texts].sort()).toEqual([1, 2].map((price) => JSON.stringify(product({ price }))));
  });
});
