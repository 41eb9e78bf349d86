import {
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  type DirectiveNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { didYouMean } from '@metamorphosis/core';
import type { Reporter } from '../diagnostics/reporter.js';
import { checkFilter } from '../rules/check-filter.js';
import { directive, stringArgument } from './directive-values.js';
import type { Neighbours } from './neighbours.js';
import { isPlaceholder } from './placeholders.js';
import type { FieldModel, SubscriptionModel } from './service-model.js';
import { isEvent } from './type-queries.js';

type Feed = GraphQLObjectType | GraphQLInterfaceType;

/** The subscriptions of a service. */
export function buildSubscriptions(
  schema: GraphQLSchema,
  fields: readonly FieldModel[],
  neighbours: Neighbours,
  reporter: Reporter,
): readonly SubscriptionModel[] {
  return fields.flatMap((field) => {
    const marked = directive(field.node, 'subscribe');
    if (marked === undefined) {
      reporter.at(
        'SUBSCRIBE_MISSING',
        field.node,
        `Nothing feeds Subscription.${field.name}.`,
        'write @subscribe(to: "AnEvent") behind its type',
      );
      return [];
    }
    const to = feedOf(schema, field, marked, neighbours, reporter);
    if (to === undefined) return [];
    checkType(schema, field, to, reporter);
    checkEqualities(field, to, checkFilter(field, marked, to, reporter), reporter);
    return [{ ...field, to }];
  });
}

function feedOf(
  schema: GraphQLSchema,
  { node, field }: FieldModel,
  marked: DirectiveNode,
  neighbours: Neighbours,
  reporter: Reporter,
): Feed | undefined {
  const written = stringArgument(marked, 'to');
  const name = written?.value ?? getNamedType(field.type).name;
  const type = schema.getType(name);
  if (type !== undefined && isFeed(schema, type)) return type;
  if (type !== undefined && isPlaceholder(type)) return undefined;
  const events = Object.values(schema.getTypeMap()).filter((candidate) =>
    isFeed(schema, candidate),
  );
  const names = events.map((event) => event.name);
  reporter.at(
    'SUBSCRIBE_EVENT_UNKNOWN',
    written ?? node,
    type === undefined
      ? `There is no type "${name}".`
      : `"${name}" is no event, and no interface of events.`,
    foreignHint(name, neighbours) ??
      didYouMean(name, names) ??
      (names.length === 0
        ? 'mark a type with @event(key: ...)'
        : `the events of this service are ${names.join(', ')}`),
  );
  return undefined;
}

function foreignHint(name: string, { events }: Neighbours): string | undefined {
  const path = events.get(name)?.path;
  return path === undefined
    ? undefined
    : `${path} publishes it: write the subscription there, its clients see no difference`;
}

function isFeed(schema: GraphQLSchema, type: unknown): type is Feed {
  if (isObjectType(type)) return isEvent(type);
  if (!isInterfaceType(type)) return false;
  const implementers = schema.getPossibleTypes(type);
  return implementers.length > 0 && implementers.every(isEvent);
}

function checkType(
  schema: GraphQLSchema,
  { name, field, node }: FieldModel,
  to: Feed,
  reporter: Reporter,
): void {
  const answered = getNamedType(field.type);
  const fits =
    isPlaceholder(answered) ||
    answered === to ||
    (isInterfaceType(answered) && schema.isSubType(answered, to));
  if (fits && !isListType(getNullableType(field.type))) return;
  reporter.at(
    'SUBSCRIBE_TYPE_MISMATCH',
    node.type,
    `${name} is fed by ${to.name} and answers ${String(field.type)}.`,
    `write ${to.name}! for its type`,
  );
}

/** Each argument that the filter leaves alone is compared with the event's field of its name. */
function checkEqualities(
  { name, field }: FieldModel,
  to: Feed,
  inFilter: ReadonlySet<string>,
  reporter: Reporter,
): void {
  const fields = to.getFields();
  for (const argument of field.args) {
    if (inFilter.has(argument.name)) continue;
    const compared = fields[argument.name];
    if (argument.astNode === undefined || argument.astNode === null) continue;
    if (compared === undefined) {
      reporter.at(
        'FILTER_UNKNOWN_FIELD',
        argument.astNode,
        `${to.name} has no field "${argument.name}" by which ${name} could filter.`,
        didYouMean(argument.name, Object.keys(fields)) ??
          `its fields are ${Object.keys(fields).join(', ')}`,
      );
      continue;
    }
    if (isPlaceholder(getNamedType(argument.type))) continue;
    if (isPlaceholder(getNamedType(compared.type))) continue;
    if (String(getNullableType(argument.type)) === String(getNullableType(compared.type))) continue;
    reporter.at(
      'FILTER_TYPE_MISMATCH',
      argument.astNode,
      `"${argument.name}" is ${String(argument.type)}, but ${to.name}.${argument.name} is ${String(compared.type)}.`,
      `write ${String(getNullableType(compared.type))} for its type`,
    );
  }
}
