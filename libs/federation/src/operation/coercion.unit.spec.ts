import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  buildSchema,
  execute,
  isObjectType,
  parse,
  validate,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../engine/engine.js';
import { createEngine } from '../engine/federation-engine.js';
import { InProcessSubgraph } from '../subgraph/in-process-subgraph.js';
import { composeLocally } from '../supergraph/compose-locally.js';
import { InputMaker } from '../testing/random-inputs.js';
import { seeded, type RandomQuery } from '../testing/random-query.js';

// To look further by hand: FUZZ_ROUNDS=5000 FUZZ_SEED=7 npm run fuzz:federation
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 120);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20261121);
const ROUNDS_OF_SCHEMA = 40;
const TIMEOUT_MS = 60_000 + ROUNDS * 100;

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])\n`;

/** Two services that answer their arguments, and the same in one schema. */
interface EchoWorld {
  readonly engine: Engine;
  readonly whole: GraphQLSchema;
}

async function openEcho(types: string, args: readonly string[]): Promise<EchoWorld> {
  const [first = '', second = '', third = ''] = args;
  const roots = `one(${first}): Any two(${second}): Any`;
  const sdl = {
    near: `${types} type Query { ${roots} thing: Thing } type Thing @key(fields: "id") { id: ID! }`,
    far: `${types} type Thing @key(fields: "id") { id: ID! three(${third}): Any }`,
  };
  const schemas = Object.fromEntries(
    Object.entries(sdl).map(([name, text]) => {
      const schema = buildSubgraphSchema([{ typeDefs: parse(LINK + text) }]);
      return [name, echoing(schema)];
    }),
  );
  const engine = await createEngine({
    supergraph: composeLocally(
      Object.entries(sdl).map(([name, text]) => ({ name, url: `echo:${name}`, sdl: LINK + text })),
    ),
    clients: { 'echo:': (name) => new InProcessSubgraph(name, schemas[name] as GraphQLSchema) },
  });
  const thing = `type Thing { id: ID! three(${third}): Any }`;
  const whole = echoing(buildSchema(`${types} type Query { ${roots} thing: Thing } ${thing}`));
  return { engine, whole };
}

function echoing(schema: GraphQLSchema): GraphQLSchema {
  const echo: GraphQLFieldResolver<unknown, unknown> = (_source, args) => args;
  for (const name of ['Query', 'Thing']) {
    const type = schema.getType(name);
    for (const field of isObjectType(type) ? Object.values(type.getFields()) : []) {
      if (field.args.length > 0 && !field.name.startsWith('_')) field.resolve = echo;
      if (field.name === 'thing') field.resolve = () => ({ __typename: 'Thing', id: 't' });
    }
  }
  return schema;
}

type Kind = 'refused' | 'executed';

/** Compares what becomes of a request, and returns how far it came. */
async function compare({ engine, whole }: EchoWorld, asked: RandomQuery): Promise<Kind> {
  const { query, variables } = asked;
  const context = `${query}\n${JSON.stringify(variables)}`;
  const document = parse(query);
  const messages = (list: readonly { message: string }[] = []): string[] =>
    list.map(({ message }) => message).sort();
  const prepared = engine.prepare(query);
  const invalid = validate(whole, document);
  if (invalid.length > 0 || !prepared.ok) {
    const { errors } = prepared.ok ? { errors: [] } : prepared.answer;
    expect(messages(errors), context).toEqual(messages(invalid));
    for (const { extensions } of errors) {
      expect(extensions?.['code'], context).toBe('GRAPHQL_VALIDATION_FAILED');
    }
    return 'refused';
  }
  const expected = await execute({ schema: whole, document, variableValues: variables });
  const answer = await prepared.operation.execute(variables, {});
  const { data, errors } = JSON.parse(answer.body()) as ReturnType<typeof answer.result>;
  if (expected.data === undefined) {
    expect(answer.executed, context).toBe(false);
    expect(messages(errors), context).toEqual(messages(expected.errors));
    return 'refused';
  }
  const found = `${context}\n${answer.body()}`;
  expect(data, found).toEqual(JSON.parse(JSON.stringify(expected.data)));
  const paths = (list: readonly { path?: unknown }[] = []): unknown[] =>
    list.map(({ path }) => JSON.stringify(path)).sort();
  expect(paths(errors), found).toEqual(paths(expected.errors));
  return 'executed';
}

describe('arguments, as literals and as variables', () => {
  it(
    'become what graphql-js makes of them, or are refused as it refuses them',
    async () => {
      const maker = new InputMaker(seeded(SEED));
      const counts = { refused: 0, executed: 0 };
      for (let made = 0; made < ROUNDS; made += ROUNDS_OF_SCHEMA) {
        const types = maker.types();
        const world = await openEcho(
          types,
          [0, 1, 2].map(() => maker.arguments()),
        );
        await using _ = world.engine;
        for (let i = 0; i < ROUNDS_OF_SCHEMA; i += 1) {
          counts[await compare(world, maker.query(world.whole))] += 1;
        }
      }
      // Chance has to reach both.
      expect(counts.executed).toBeGreaterThan(ROUNDS / 10);
      expect(counts.refused).toBeGreaterThan(ROUNDS / 10);
    },
    TIMEOUT_MS,
  );
});
