import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { asyncFieldName, resultFieldName } from '../expand/command-names.js';
import { pascalCase } from '../model/names.js';
import type { CommandModel, Timing } from '../model/service-model.js';
import { defaultSelection } from './default-selection.js';

/** A command as clients call it. */
export interface ClientCommand {
  readonly name: string;
  readonly description: string | null | undefined;
  readonly timing: readonly Timing[];
  readonly rejections: readonly string[];
  /** Its only argument, when that one is called `input`. */
  readonly argument: string | undefined;
  /** Names of its operations, in the documents and in the code made of them. */
  readonly operations: Readonly<Record<'call' | 'submit' | 'updates', string>>;
  /** The documents, one text. */
  readonly documents: string;
}

/** What a fragment is called by which an application says what it wants of a command's result. */
function fragmentName(command: string): string {
  return `${pascalCase(command)}Outcome`;
}

/** Finds out how a command is called. Fragments that the application has written decide what is selected. */
export function clientCommand(
  { name, field, timing, rejections }: CommandModel,
  schema: GraphQLSchema,
  fragments: ReadonlySet<string>,
): ClientCommand {
  const own = Object.values(field.args);
  const [only] = own;
  const type = apiType(field, schema);
  const fragment = fragmentName(name);
  const selection = fragments.has(fragment)
    ? `{ __typename ...${fragment} }`
    : defaultSelection(type, schema);
  const variables = [
    ...own.map((argument) => `$${argument.name}: ${variableType(argument)}`),
    '$idempotencyKey: ID',
  ].join(', ');
  const passed = [
    ...own.map((argument) => `${argument.name}: $${argument.name}`),
    'idempotencyKey: $idempotencyKey',
  ].join(', ');
  const title = pascalCase(name);
  const operations = {
    call: `${title}Command`,
    submit: `Submit${title}`,
    updates: `${title}Updates`,
  };
  const call = `mutation ${operations.call}(${variables}) { ${name}(${passed}) ${selection} }`;
  const submit = `mutation ${operations.submit}(${variables}) {
    ${asyncFieldName(name)}(${passed}) { commandId acceptedAt state }
  }`;
  const updates = `subscription ${operations.updates}($commandId: ID!) {
    ${resultFieldName(name)}(commandId: $commandId) {
      commandId state progress at error { code message } result ${selection}
    }
  }`;
  return {
    name,
    description: field.description,
    timing,
    rejections,
    argument: own.length === 1 && only?.name === 'input' ? only.name : undefined,
    operations,
    documents: [
      timing.includes('SYNC') ? call : '',
      timing.includes('ASYNC') ? submit : '',
      updates,
    ].join('\n'),
  };
}

/** The result's type with all that the services together say of it. */
function apiType(field: GraphQLField<unknown, unknown>, schema: GraphQLSchema): GraphQLNamedType {
  const own = getNamedType(field.type);
  return schema.getType(own.name) ?? own;
}

/** An argument with a default may be left out, also where null is not allowed. */
function variableType({ type, defaultValue }: GraphQLArgument): string {
  return String(defaultValue === undefined ? type : getNullableType(type));
}
