import { buildASTSchema, parse, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import type { Logger } from '@metamorphosis/core';
import { webChanges } from '../web/web-changes.js';
import { audited } from './audited.js';
import type { ManagerContext } from './manager-context.js';
import { MANAGER_SDL } from './manager-sdl.js';
import { createMutations, type MutationParts } from './mutations.js';
import { createQueries, wholeWeb, type QueryParts, type Resolver } from './queries.js';

/** What the fields of the manager stand on. */
export interface SchemaParts extends QueryParts, MutationParts {
  readonly redact: (text: string) => string;
  readonly logger: Logger;
}

/** The service web as an executable schema. Fields of other types are read off what the root fields answer. */
export function createManagerSchema(parts: SchemaParts): GraphQLSchema {
  const schema = buildASTSchema(parse(MANAGER_SDL));
  resolveAll(schema.getQueryType(), createQueries(parts));
  const mutations = Object.entries(createMutations(parts));
  resolveAll(
    schema.getMutationType(),
    Object.fromEntries(mutations.map(([name, run]) => [name, audited(name, run, parts)])),
  );
  const changed = schema.getSubscriptionType()?.getFields()['serviceWebChanged'];
  if (changed) {
    changed.subscribe = (_, __, context: ManagerContext) =>
      webChanges(parts.web.watch, context.signal);
    changed.resolve = () => wholeWeb(parts);
  }
  return schema;
}

/** Every field gets its resolver, and every resolver its field: one without the other is a mistake of ours. */
function resolveAll(
  type: GraphQLObjectType | null | undefined,
  resolvers: Readonly<Record<string, Resolver>>,
): void {
  const fields = type?.getFields() ?? {};
  const missing = Object.keys(fields).filter((name) => !Object.hasOwn(resolvers, name));
  const extra = Object.keys(resolvers).filter((name) => !Object.hasOwn(fields, name));
  if (missing.length > 0 || extra.length > 0) {
    throw new Error(`Fields and resolvers differ: ${[...missing, ...extra].join(', ')}`);
  }
  for (const [name, field] of Object.entries(fields)) {
    const resolver = resolvers[name];
    if (resolver) field.resolve = resolver;
  }
}
