import {
  getNamedType,
  isInterfaceType,
  Kind,
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import { errors } from '@metamorphosis/contract';
import { FilterSyntaxError, parseFilter, type Filter } from '@metamorphosis/core';

/** What feeds a subscription field. */
export type FeedSpec =
  /** The outcome of one command, and what it tells on the way. */
  | { readonly kind: 'result'; readonly command: string }
  /** Events of these types, for which the filter holds. */
  | {
      readonly kind: 'events';
      readonly types: ReadonlySet<string>;
      readonly filter?: Filter | undefined;
    };

/** Reads what feeds a field off its directives. Throws CONFIGURATION_INVALID when nothing does. */
export type FeedReader = (field: GraphQLField<unknown, unknown>, schema: GraphQLSchema) => FeedSpec;

const RESULT_SUFFIX = 'Result';
const UPDATE_SUFFIX = 'Update';

/** Fields belong to one supergraph: what is read of them stays. */
const known = new WeakMap<GraphQLField<unknown, unknown>, FeedSpec>();

/**
 * Reads `@subscribe` off a field of the supergraph: an event type, or an interface of events;
 * without `to`, the field's own type, and for `<command>Result(commandId:)` the command's updates.
 */
export const readFeedSpec: FeedReader = (field, schema) => {
  let spec = known.get(field);
  if (!spec) known.set(field, (spec = read(field, schema)));
  return spec;
};

function read(field: GraphQLField<unknown, unknown>, schema: GraphQLSchema): FeedSpec {
  const directive = subscribeOn(field);
  const to = text(directive, 'to');
  const own = getNamedType(field.type).name;
  if (to === undefined && isResultField(field, own)) {
    return { kind: 'result', command: field.name.slice(0, -RESULT_SUFFIX.length) };
  }
  const name = to ?? own;
  const type = schema.getType(name);
  const types = isInterfaceType(type) ? schema.getPossibleTypes(type).map((t) => t.name) : [name];
  return { kind: 'events', types: new Set(types), filter: filterOf(field, directive) };
}

function isResultField(field: GraphQLField<unknown, unknown>, type: string): boolean {
  return (
    type.endsWith(UPDATE_SUFFIX) &&
    field.name.endsWith(RESULT_SUFFIX) &&
    field.args.some(({ name }) => name === 'commandId')
  );
}

function subscribeOn(field: GraphQLField<unknown, unknown>): ConstDirectiveNode {
  const directive = field.astNode?.directives?.find(({ name }) => name.value === 'subscribe');
  if (directive) return directive;
  throw errors.CONFIGURATION_INVALID([`Subscription field ${field.name} has no @subscribe.`]);
}

function text({ arguments: given = [] }: ConstDirectiveNode, name: string): string | undefined {
  const value = given.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

function filterOf(
  field: GraphQLField<unknown, unknown>,
  directive: ConstDirectiveNode,
): Filter | undefined {
  const written = text(directive, 'filter');
  try {
    return written === undefined ? undefined : parseFilter(written);
  } catch (cause) {
    if (!(cause instanceof FilterSyntaxError)) throw cause;
    const why = `The filter of Subscription.${field.name} is no expression: ${cause.message}`;
    throw errors.CONFIGURATION_INVALID([why], { cause });
  }
}
