import { parse, validate, type GraphQLSchema } from 'graphql';
import type { Engine } from '../../engine/engine.js';
import { createEngine } from '../../engine/federation-engine.js';
import type { EngineOptions } from '../../engine/options.js';
import { InProcessSubgraph } from '../../subgraph/in-process-subgraph.js';
import { composeLocally } from '../../supergraph/compose-locally.js';
import type { QueryMaker, RandomQuery } from '../random-query.js';
import { serviceSchema } from './world-schemas.js';
import type { World } from './world.js';

/** A world whose services are asked in this process. */
export interface OpenWorld {
  readonly engine: Engine;
  readonly supergraphSdl: string;
  schemaOf(service: string): GraphQLSchema;
}

/** Composes a world's services and makes an engine over them. */
export async function openWorld(
  world: World,
  options: Omit<EngineOptions, 'supergraph' | 'clients'> = {},
): Promise<OpenWorld> {
  const names = Object.keys(world.services);
  const schemas = new Map(names.map((name) => [name, serviceSchema(world, name)]));
  const schemaOf = (name: string): GraphQLSchema => {
    const schema = schemas.get(name);
    if (!schema) throw new Error(`no service ${name}`);
    return schema;
  };
  const supergraphSdl = world.supergraph ?? (await compose(world));
  const engine = await createEngine({
    ...options,
    supergraph: supergraphSdl,
    clients: { 'world:': (name) => new InProcessSubgraph(name, schemaOf(name)) },
  });
  return { engine, supergraphSdl, schemaOf };
}

async function compose({ services }: World): Promise<string> {
  const source = composeLocally(
    Object.entries(services).map(([name, sdl]) => ({ name, url: `world:${name}`, sdl })),
  );
  const { supergraphSdl } = await source.initialize({
    update: () => undefined,
    healthCheck: () => Promise.resolve(),
    getDataSource: () => undefined as never,
  });
  return supergraphSdl;
}

/** So many of a maker's queries as are valid: chance makes some that are none. */
export function* validQueries(
  schema: GraphQLSchema,
  maker: QueryMaker,
  count: number,
): Generator<RandomQuery> {
  for (let made = 0; made < count;) {
    const candidate = maker.next();
    if (validate(schema, parse(candidate.query)).length > 0) continue;
    made += 1;
    yield candidate;
  }
}
