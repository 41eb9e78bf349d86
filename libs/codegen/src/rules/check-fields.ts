import {
  Kind,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import type { Reporter } from '../diagnostics/reporter.js';
import { directive } from '../model/directive-values.js';
import { isEntity } from '../model/type-queries.js';

const UNSUPPORTED = ['requires', 'provides', 'external', 'override'];

/** Holds each field of each object type against what it may bear there. */
export function checkFields(
  document: DocumentNode,
  schema: GraphQLSchema,
  reporter: Reporter,
): void {
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const field of definition.fields ?? []) {
      checkPlace(definition, field, reporter);
      checkArguments(definition, field, schema, reporter);
      checkDirectives(definition, field, reporter);
    }
  }
}

function checkPlace(
  type: ObjectTypeDefinitionNode,
  field: FieldDefinitionNode,
  reporter: Reporter,
): void {
  const parent = type.name.value;
  const at = `${parent}.${field.name.value}`;
  const command = directive(field, 'command');
  if (command !== undefined && parent !== 'Mutation') {
    const hint =
      parent === 'Query' || parent === 'Subscription'
        ? `move ${field.name.value} to type Mutation, or remove @command`
        : 'remove @command; only fields of type Mutation are commands';
    reporter.at('COMMAND_OUTSIDE_MUTATION', command, `${at} is no field of Mutation.`, hint);
  }
  const subscribe = directive(field, 'subscribe');
  if (subscribe !== undefined && parent !== 'Subscription') {
    reporter.at(
      'SUBSCRIBE_OUTSIDE_SUBSCRIPTION',
      subscribe,
      `${at} is no field of Subscription.`,
      `move ${field.name.value} to type Subscription, or remove @subscribe`,
    );
  }
}

function checkArguments(
  type: ObjectTypeDefinitionNode,
  field: FieldDefinitionNode,
  schema: GraphQLSchema,
  reporter: Reporter,
): void {
  const [first] = field.arguments ?? [];
  const parent = schema.getType(type.name.value);
  if (first === undefined || parent === undefined || isEntity(parent)) return;
  if (['Query', 'Mutation', 'Subscription'].includes(type.name.value)) return;
  reporter.at(
    'ARGUMENTS_UNSUPPORTED',
    first,
    `${type.name.value}.${field.name.value} takes arguments, but ${type.name.value} is no entity.`,
    'give the type a @key, or move the field to Query or to an entity',
  );
}

function checkDirectives(
  type: ObjectTypeDefinitionNode,
  field: FieldDefinitionNode,
  reporter: Reporter,
): void {
  for (const name of UNSUPPORTED) {
    const used = directive(field, name);
    if (used === undefined) continue;
    reporter.at(
      'DIRECTIVE_UNSUPPORTED',
      used,
      `@${name} on ${type.name.value}.${field.name.value} is not supported yet.`,
      'resolve what the field needs in a field with arguments, or query it',
    );
  }
}
