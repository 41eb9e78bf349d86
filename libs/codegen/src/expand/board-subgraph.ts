import {
  Kind,
  parse,
  type DefinitionNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import { COMPOSED_SPEC_URL } from '@metamorphosis/contract';
import type { ServiceModel } from '../model/service-model.js';
import { entityOf, recordKey } from '../model/type-queries.js';
import { resultFieldName, updateTypeName } from './command-names.js';
import { commandTypes, missingScalars, updateType } from './command-types.js';
import { federationUrl } from './federation-url.js';
import { reachOfBoard, reachOfHttp } from './reach.js';
import { federationLink, fields, printSdl, shareable, withoutOwnDirectives } from './sdl-writer.js';

const KEEP = new Set(['subscribe']);

/**
 * The SDL that the gateway answers from the board: subscriptions, with events and updates by value
 * and entities by key. Empty when the service has neither subscriptions nor commands.
 */
export function boardSubgraph(service: ServiceModel): string {
  if (service.subscriptions.length === 0 && service.commands.length === 0) return '';
  const reached = reachOfBoard(service);
  const overHttp = reachOfHttp(service);
  const types = service.document.definitions.flatMap((definition) =>
    'name' in definition && definition.name !== undefined && reached.has(definition.name.value)
      ? [boardType(service, definition, reached, overHttp)]
      : [],
  );
  const definitions = [...types, subscriptionType(service), ...additions(service, reached)];
  return printSdl([...head(service, definitions), ...definitions]);
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
  return withoutOwnDirectives(overHttp.has(name) ? shareable(definition) : definition);
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

function head(
  service: ServiceModel,
  definitions: readonly DefinitionNode[],
): readonly DefinitionNode[] {
  const compose = '@composeDirective(name: "@subscribe")';
  const used = [...definitions, ...parse(`extend schema ${compose}`).definitions];
  return parse(
    `
    extend schema
      ${federationLink(federationUrl(service.document), used)}
      @link(url: "${COMPOSED_SPEC_URL}", import: ["@subscribe"])
      ${compose}
    "Fed by events of a type or of an interface; without \`to\`, of the field's own type."
    directive @subscribe(to: String, filter: String) on FIELD_DEFINITION
    `,
    { noLocation: true },
  ).definitions;
}
