import {
  Kind,
  parse,
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import { COMPOSED_SPEC_URL, EVENT_FORMS_SPEC_URL } from '@metamorphosis/contract';
import type { ServiceModel } from '../model/service-model.js';
import { entityOf, recordKey } from '../model/type-queries.js';
import type { CarriedDirectives } from './carried-directives.js';
import { resultFieldName, updateTypeName } from './command-names.js';
import { commandTypes, missingScalars, updateType } from './command-types.js';
import { printSubgraph } from './print-subgraph.js';
import { reachOfBoard, reachOfHttp, shownEvents, typesOf } from './reach.js';
import { fields, shareable, withoutOwnDirectives } from './sdl-writer.js';

const KEEP = new Set(['subscribe']);

const EVENT_DEFINITION = `
    "The version in which events of a type are shown: older ones are upcast by their service."
    directive @event(version: Int!) on OBJECT`;

/**
 * The SDL that the gateway answers from the board: subscriptions, with events and updates by value
 * and entities by key. Empty when the service has neither subscriptions nor commands.
 */
export function boardSubgraph(service: ServiceModel): string {
  if (service.subscriptions.length === 0 && service.commands.length === 0) return '';
  const reached = reachOfBoard(service);
  const overHttp = reachOfHttp(service);
  const types = typesOf(service, reached).map((type) =>
    boardType(service, type, reached, overHttp),
  );
  const definitions = [...types, subscriptionType(service), ...additions(service, reached)];
  return printSubgraph(service, definitions, readByGateway(service));
}

function boardType(
  service: ServiceModel,
  definition: DefinitionNode,
  reached: ReadonlySet<string>,
  overHttp: ReadonlySet<string>,
): DefinitionNode {
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return withoutOwnDirectives(definition);
  const name = definition.name.value;
  if (service.entities.some((entity) => entity.name === name)) {
    return stub(service, definition, reached);
  }
  const bare = withoutOwnDirectives(overHttp.has(name) ? shareable(definition) : definition);
  const { version = 1 } = shownEvents(service).find((event) => event.name === name) ?? {};
  return version === 1
    ? bare
    : { ...bare, directives: [...(bare.directives ?? []), mark(version)] };
}

/** What tells the gateway in which version events of a type are shown. */
function mark(version: number): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'event' },
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: 'version' },
        value: { kind: Kind.INT, value: String(version) },
      },
    ],
  };
}

/** An entity as records carry it: its key and nothing else. */
function stub(
  service: ServiceModel,
  { description, name, interfaces = [], fields: all = [] }: ObjectTypeDefinitionNode,
  reached: ReadonlySet<string>,
): DefinitionNode {
  const key = recordKey(entityOf(service, name.value));
  const [bare] = parse(
    `type ${name.value} @key(fields: "${key.join(' ')}", resolvable: false) { x: Int }`,
    { noLocation: true },
  ).definitions;
  if (bare?.kind !== Kind.OBJECT_TYPE_DEFINITION) throw new Error(`No stub of ${name.value}.`);
  return {
    ...bare,
    ...(description === undefined ? {} : { description }),
    interfaces: interfaces.filter((one) => reached.has(one.name.value)),
    fields: all.filter((field) => key.includes(field.name.value)),
  };
}

function subscriptionType(service: ServiceModel): DefinitionNode {
  const definition = service.schema.getSubscriptionType()?.astNode;
  const own = definition?.fields?.map((field) => withoutOwn(field)) ?? [];
  const results = service.commands.map(
    ({ name }) => `
      "Follows a call of ${name} from where it stands to its outcome."
      ${resultFieldName(name)}("Which command." commandId: ID!): ${updateTypeName(name)} @subscribe`,
  );
  return {
    kind: Kind.OBJECT_TYPE_DEFINITION,
    name: { kind: Kind.NAME, value: 'Subscription' },
    ...(definition?.description === undefined ? {} : { description: definition.description }),
    fields: [...own, ...(results.length === 0 ? [] : fields(results.join('\n')))],
  };
}

function withoutOwn(field: FieldDefinitionNode): FieldDefinitionNode {
  const holder: ObjectTypeDefinitionNode = {
    kind: Kind.OBJECT_TYPE_DEFINITION,
    name: { kind: Kind.NAME, value: 'Subscription' },
    fields: [field],
  };
  return withoutOwnDirectives(holder, KEEP).fields?.[0] ?? field;
}

function additions(service: ServiceModel, reached: ReadonlySet<string>): readonly DefinitionNode[] {
  const { commands } = service;
  return [
    ...commands.map(updateType),
    ...(commands.length > 0 ? commandTypes('CommandState', 'CommandError') : []),
    ...missingScalars(service, reached),
  ];
}

/** What the gateway reads in the supergraph: what feeds subscriptions, and the versions of events with older ones. */
function readByGateway(service: ServiceModel): CarriedDirectives {
  const hasVersions = shownEvents(service).some(({ version }) => version > 1);
  const links = [`@link(url: "${COMPOSED_SPEC_URL}", import: ["@subscribe"])`];
  if (hasVersions) links.push(`@link(url: "${EVENT_FORMS_SPEC_URL}", import: ["@event"])`);
  const { definitions } = parse(
    `
    "Fed by events of a type or of an interface; without \`to\`, of the field's own type."
    directive @subscribe(to: String, filter: String) on FIELD_DEFINITION
    ${hasVersions ? EVENT_DEFINITION : ''}
    `,
    { noLocation: true },
  );
  return { links, composed: hasVersions ? ['subscribe', 'event'] : ['subscribe'], definitions };
}
