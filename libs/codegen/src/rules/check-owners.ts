import { Kind, type ASTNode, type ObjectTypeDefinitionNode } from 'graphql';
import type { Reporter } from '../diagnostics/reporter.js';
import { directive } from '../model/directive-values.js';
import type { Neighbours } from '../model/neighbours.js';
import type { ServiceModel } from '../model/service-model.js';

interface Claim {
  readonly service: ServiceModel;
  readonly node: ASTNode;
}

/** Reports what two services claim for themselves: commands, subscriptions, queries, events and other types. */
export function checkOwners(services: readonly ServiceModel[], reporter: Reporter): void {
  const claims = new Map<string, Claim[]>();
  for (const service of services) {
    for (const [name, node] of claimsOf(service)) {
      const list = claims.get(name) ?? [];
      claims.set(name, [...list, { service, node }]);
    }
  }
  for (const [name, [first, ...others]] of claims) {
    for (const other of others) {
      reporter.at(
        'TWO_OWNERS',
        other.node,
        `${name} belongs to ${first?.service.name ?? ''} (${first?.service.path ?? ''}) already.`,
        hintFor(name, first),
      );
    }
  }
}

/** Reports types without a key that are entities elsewhere: composition would call them two types. */
export function checkRepeatedEntities(
  services: readonly ServiceModel[],
  { entities }: Neighbours,
  reporter: Reporter,
): void {
  for (const { document, path } of services) {
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
      const entity = entities.get(definition.name.value);
      if (entity === undefined || entity.path === path) continue;
      if (directive(definition, 'key') !== undefined) continue;
      reporter.at(
        'ENTITY_KEY_MISSING',
        definition,
        `${definition.name.value} is an entity of ${entity.path}, and has no @key here.`,
        `to refer to it, write: ${entity.reference}`,
      );
    }
  }
}

function hintFor(name: string, first: Claim | undefined): string {
  if (!name.startsWith('type ')) return 'choose another name';
  const isEvent =
    first?.node.kind === Kind.OBJECT_TYPE_DEFINITION &&
    directive(first.node, 'event') !== undefined;
  return isEvent
    ? 'choose another name; to consume the event, declare nothing: its token is generated'
    : 'choose another name, give it a @key, or mark it @shareable in both files if they are the same';
}

function* claimsOf(service: ServiceModel): Generator<[string, ASTNode]> {
  for (const definition of service.document.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const name = definition.name.value;
    if (name === 'Query' || name === 'Mutation' || name === 'Subscription') {
      for (const field of definition.fields ?? []) {
        if (directive(field, 'shareable') !== undefined) continue;
        yield [`${name}.${field.name.value}`, field];
      }
    } else if (!isShared(definition)) {
      yield [`type ${name}`, definition];
    }
  }
}

function isShared(type: ObjectTypeDefinitionNode): boolean {
  if (directive(type, 'event') !== undefined) return false;
  return (
    directive(type, 'key') !== undefined ||
    directive(type, 'shareable') !== undefined ||
    (type.fields ?? []).every((field) => directive(field, 'shareable') !== undefined)
  );
}
