import { Kind, visit, type DocumentNode } from 'graphql';
import type { Variables } from '../engine/engine.js';
import { REPRESENTATIONS } from '../plan/combine-operations.js';
import type { ParsedOperation } from './parse-operation.js';

/** An operation none of whose variables bears a name that a plan gives to its own. */
export interface DistinctVariables {
  readonly parsed: ParsedOperation;
  /** The client's values under the names of the operation. */
  readonly valuesOf: (client: Variables) => Variables;
}

/** What plans call the lists of entities that they ask about, and the values of `@fromContext`. */
const RESERVED = new RegExp(`^(${REPRESENTATIONS}(_\\d+)?|contextualArgument.*)$`);

/**
 * Renames variables that a plan would confuse with its own: a client may call one
 * `representations`, too. Subgraphs see the new name, clients never do.
 */
export function withDistinctVariables(parsed: ParsedOperation): DistinctVariables {
  const own = parsed.operation.variableDefinitions ?? [];
  const names = own.map(({ variable }) => variable.name.value);
  // Objects have some without being told: a variable that is not sent has to be nothing.
  const reserved = names.filter((name) => RESERVED.test(name) || name in Object.prototype);
  if (reserved.length === 0) return { parsed, valuesOf: (client) => client };
  const taken = new Set(names);
  const renamed = new Map(
    reserved.map((name) => {
      let free = `client_${name}`;
      while (taken.has(free)) free = `client_${free}`;
      taken.add(free);
      return [name, free];
    }),
  );
  const document: DocumentNode = visit(parsed.document, {
    Variable(node) {
      const name = renamed.get(node.name.value);
      return name === undefined ? undefined : { ...node, name: { kind: Kind.NAME, value: name } };
    },
  });
  return {
    parsed: { ...parsed, document },
    valuesOf: (client) =>
      Object.fromEntries(
        Object.entries(client).map(([name, value]) => [renamed.get(name) ?? name, value]),
      ),
  };
}
