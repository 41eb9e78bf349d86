import {
  isObjectType,
  Kind,
  print,
  visit,
  type ASTNode,
  type DefinitionNode,
  type GraphQLType,
} from 'graphql';
import { closure } from '../expand/closure.js';
import type { CommandModel, EventModel, ServiceModel } from '../model/service-model.js';
import { entityOf, isEntity, recordKey } from '../model/type-queries.js';

/** The SDL of what an event's records hold: its type and what it reaches, entities by their keys. */
export function formOfEvent(service: ServiceModel, { type }: EventModel): string {
  return formOf(service, [type], []);
}

/** The SDL of what a command's records hold: a Mutation of this one field, and its inputs. */
export function formOfCommand(service: ServiceModel, { field, node }: CommandModel): string {
  const args = (node.arguments ?? []).map((one) => print(strip(one))).join(', ');
  const line = `${node.name.value}${args === '' ? '' : `(${args})`}: Boolean`;
  const types = field.args.map(({ type }) => type);
  return formOf(service, types, [`type Mutation {\n  ${line}\n}`]);
}

function formOf(
  service: ServiceModel,
  roots: readonly GraphQLType[],
  before: readonly string[],
): string {
  const reached = closure(service.schema, roots, (type) => {
    if (isEntity(type)) return recordKey(entityOf(service, type.name));
    // Naming all fields leaves interfaces out that nothing refers to.
    return isObjectType(type) ? Object.keys(type.getFields()) : undefined;
  });
  const definitions = service.document.definitions.flatMap((definition) => {
    const name = 'name' in definition ? definition.name?.value : undefined;
    if (name === undefined || !reached.has(name)) return [];
    return [print(bareDefinition(service, definition, reached))];
  });
  return [...before, ...definitions].join('\n\n');
}

/** What of directives decides how a record is read. */
const KEPT: ReadonlySet<string> = new Set(['oneOf', 'event']);

function bareDefinition(
  service: ServiceModel,
  definition: DefinitionNode,
  reached: ReadonlySet<string>,
): ASTNode {
  const stripped = strip(definition);
  if (stripped.kind !== Kind.OBJECT_TYPE_DEFINITION) return stripped;
  const interfaces = stripped.interfaces?.filter(({ name }) => reached.has(name.value)) ?? [];
  const type = service.schema.getType(stripped.name.value);
  if (type === undefined || !isEntity(type)) return { ...stripped, interfaces };
  const key = recordKey(entityOf(service, type.name));
  const [mark] =
    definition.kind === Kind.OBJECT_TYPE_DEFINITION
      ? (definition.directives ?? []).filter(({ name }) => name.value === 'key')
      : [];
  return {
    ...stripped,
    interfaces,
    directives: mark ? [mark] : [],
    fields: stripped.fields?.filter(({ name }) => key.includes(name.value)) ?? [],
  };
}

/** Without descriptions, defaults and directives that records know nothing of. */
function strip<T extends ASTNode>(node: T): T {
  return visit<T>(node, {
    enter: (one: ASTNode) => {
      if (one.kind === Kind.DIRECTIVE) {
        if (!KEPT.has(one.name.value)) return null;
        return { ...one, arguments: one.arguments?.filter(({ name }) => name.value === 'key') };
      }
      if (one.kind === Kind.INPUT_VALUE_DEFINITION) {
        return { ...one, description: undefined, defaultValue: undefined };
      }
      return 'description' in one ? { ...one, description: undefined } : undefined;
    },
  });
}
