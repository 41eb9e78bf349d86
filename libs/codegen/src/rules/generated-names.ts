import { asyncFieldName, resultFieldName, updateTypeName } from '../expand/command-names.js';
import { SHARED_TYPE_NAMES } from '../expand/command-types.js';
import type { ServiceModel } from '../model/service-model.js';
import {
  commandArgs,
  commandHandler,
  commandOutcome,
  entityClass,
  fieldArgs,
} from '../render/type-names.js';

/** Coordinates in the schema, `Type` or `Type.field`, and what needs them. */
export type TakenNames = ReadonlyMap<string, string>;

/** What the expansion adds to the author's schema. */
export function namesInSchema({ commands }: ServiceModel): TakenNames {
  const names = new Map(
    SHARED_TYPE_NAMES.map((name) => [name, 'all services speak of commands with it']),
  );
  for (const { name } of commands) {
    names.set(updateTypeName(name), `it tells where ${name} stands`);
    names.set(`Mutation.${asyncFieldName(name)}`, `it submits ${name}`);
    names.set(`Query.${resultFieldName(name)}`, `it tells where ${name} stands`);
    names.set(`Subscription.${resultFieldName(name)}`, `it tells where ${name} stands`);
  }
  for (const name of ['Query._command', 'Query._commandUpdate', 'Mutation._cancelCommand']) {
    names.set(name, 'the gateway asks for commands by it');
  }
  return names;
}

/** What the generated code declares beside the author's own names. */
export function namesInCode({ commands, entities, events, queries }: ServiceModel): TakenNames {
  const names = new Map(IMPORTED.map((name) => [name, 'generated code uses another type of it']));
  const declare = (name: string, reason: string) => names.set(name, reason);
  for (const { name } of commands) {
    declare(commandArgs(name), `it is the type of the arguments of ${name}`);
    declare(commandOutcome(name), `it is the type of what comes of ${name}`);
    declare(commandHandler(name), `handlers of ${name} extend it`);
  }
  for (const { name } of events) declare(`${name}Data`, `it is the type of the data of ${name}`);
  for (const { name } of queries) {
    declare(fieldArgs('Query', name), `it is the type of the arguments of Query.${name}`);
  }
  for (const { name, resolvedFields } of entities) {
    declare(`${name}Ref`, `it is ${name} by its key`);
    declare(`${name}Key`, `it is the key of ${name}`);
    declare(entityClass(name), `what loads ${name} extends it`);
    for (const field of resolvedFields) {
      const type = fieldArgs(name, field.name);
      declare(type, `it is the type of the arguments of ${name}.${field.name}`);
      if (!METHODS.includes(field.name)) continue;
      declare(
        `${name}.${field.name}`,
        `a field with arguments is a method of ${entityClass(name)}`,
      );
    }
  }
  declare('Query.constructor', 'a query is a method of a class');
  return names;
}

/** Types that stand beside the author's in one file. */
const IMPORTED: readonly string[] = [
  'EventDefinition',
  'EventInterfaceDefinition',
  'ForeignEventDefinition',
  'NewEvent',
  'Promise',
  'Queries',
  'Readonly',
  'Record',
  'RequestContext',
];

/** What a class of an entity has already. */
const METHODS: readonly string[] = ['constructor', 'entity', 'load'];
