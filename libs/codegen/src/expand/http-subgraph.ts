import {
  Kind,
  type DefinitionNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import type { CommandModel, ServiceModel } from '../model/service-model.js';
import { asyncFieldName, resultFieldName, updateTypeName } from './command-names.js';
import { commandTypes, missingScalars, updateType } from './command-types.js';
import { printSubgraph } from './print-subgraph.js';
import { reachOfBoard, reachOfHttp, shownEvents, typesOf } from './reach.js';
import { argument, fields, shareable, withoutOwnDirectives } from './sdl-writer.js';

const IDEMPOTENCY_KEY = argument(
  `"Repeat a call under the same key, and it takes effect once." idempotencyKey: ID`,
);

const CANCEL = fields(`
  "Cancels any command of this service that has not begun, for the gateway; answers where it stands then."
  _cancelCommand("Which command." id: ID!): JSON @inaccessible @shareable
`);

const UPCAST = fields(`
  "Events of this service in the form of today, whatever version of it wrote them, for the gateway."
  _upcastEvents("Each its type, version and data." events: [JSON!]!): [JSON!]! @inaccessible @shareable
`);

/** The SDL that the service serves over HTTP: the author's types, and what each command brings. */
export function httpSubgraph(service: ServiceModel): string {
  const reached = reachOfHttp(service);
  const onBoard = reachOfBoard(service);
  const own = typesOf(service, reached).map((type) => expandType(service, type, onBoard));
  const definitions = [...own, ...missingQuery(service), ...additions(service, reached)];
  return printSubgraph(service, definitions);
}

function expandType(
  service: ServiceModel,
  definition: DefinitionNode,
  onBoard: ReadonlySet<string>,
): DefinitionNode {
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return withoutOwnDirectives(definition);
  const name = definition.name.value;
  if (name === 'Query') return withoutOwnDirectives(withResultQueries(service, definition));
  if (name === 'Mutation') return withoutOwnDirectives(withCommands(service, definition));
  const isEntity = service.entities.some((entity) => entity.name === name);
  const repeated = !isEntity && onBoard.has(name);
  return withoutOwnDirectives(repeated ? shareable(definition) : definition);
}

function withResultQueries(
  service: ServiceModel,
  query: ObjectTypeDefinitionNode,
): ObjectTypeDefinitionNode {
  return { ...query, fields: [...(query.fields ?? []), ...ownQueries(service)] };
}

function missingQuery(service: ServiceModel): readonly DefinitionNode[] {
  const fields = ownQueries(service);
  if (service.queries.length > 0 || fields.length === 0) return [];
  return [{ kind: Kind.OBJECT_TYPE_DEFINITION, name: { kind: Kind.NAME, value: 'Query' }, fields }];
}

function ownQueries(service: ServiceModel): readonly FieldDefinitionNode[] {
  return [...resultQueries(service), ...(upcastsEvents(service) ? UPCAST : [])];
}

/** Whether subscribers may be owed events that an older version of the service wrote. */
function upcastsEvents(service: ServiceModel): boolean {
  return shownEvents(service).some(({ older }) => older.length > 0);
}

function resultQueries({ commands }: ServiceModel): readonly FieldDefinitionNode[] {
  if (commands.length === 0) return [];
  const results = commands.map(
    ({ name }) => `
      "Where a call of ${name} stands now; null when no such command is known."
      ${resultFieldName(name)}("Which command." commandId: ID!): ${updateTypeName(name)}`,
  );
  return fields(`
    ${results.join('\n')}
    "Any command of this service, for the gateway."
    _command("Which command." id: ID!): Command @inaccessible @shareable
    "Where any command of this service stands, with its result as it was recorded, for the gateway."
    _commandUpdate("Which command." id: ID!): JSON @inaccessible @shareable
  `);
}

function withCommands(
  service: ServiceModel,
  mutation: ObjectTypeDefinitionNode,
): ObjectTypeDefinitionNode {
  return { ...mutation, fields: [...service.commands.flatMap(commandFields), ...CANCEL] };
}

function commandFields(command: CommandModel): readonly FieldDefinitionNode[] {
  const { node, timing } = command;
  const call = { ...node, arguments: [...(node.arguments ?? []), IDEMPOTENCY_KEY] };
  const expanded: FieldDefinitionNode[] = [];
  if (timing.includes('SYNC')) expanded.push(call);
  if (timing.includes('ASYNC')) expanded.push(asyncField(command, call));
  return expanded;
}

function asyncField(command: CommandModel, call: FieldDefinitionNode): FieldDefinitionNode {
  const description = `Submits ${command.name} and does not wait for its outcome.`;
  const text = call.description?.value;
  return {
    ...call,
    name: { kind: Kind.NAME, value: asyncFieldName(command.name) },
    description: {
      kind: Kind.STRING,
      value: text === undefined ? description : `${description} ${text}`,
    },
    type: {
      kind: Kind.NON_NULL_TYPE,
      type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: 'CommandReceipt' } },
    },
  };
}

function additions(service: ServiceModel, reached: ReadonlySet<string>): readonly DefinitionNode[] {
  const { commands } = service;
  const receipt = commands.some(({ timing }) => timing.includes('ASYNC')) ? ['CommandReceipt'] : [];
  const shared = ['CommandState', 'CommandError', 'Command', ...receipt];
  return [
    ...commands.map(updateType),
    ...(commands.length > 0 ? commandTypes(...shared) : []),
    ...missingScalars(service, reached, upcastsEvents(service) ? ['JSON'] : []),
  ];
}
