import {
  getNamedType,
  isInterfaceType,
  Kind,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import { errors } from '@metamorphosis/contract';

/** What feeds a subscription field. */
export type FeedSpec =
  /** The outcome of one command, and what it tells on the way. */
  | { readonly kind: 'result'; readonly command: string }
  /** Events of these types. */
  | { readonly kind: 'events'; readonly types: ReadonlySet<string> };

const RESULT_SUFFIX = 'Result';
const UPDATE_SUFFIX = 'Update';

/**
 * Reads `@subscribe` off a field of the supergraph: an event type, or an interface of events;
 * without `to`, the field's own type, and for `<command>Result(commandId:)` the command's updates.
 */
export function readFeedSpec(
  field: GraphQLField<unknown, unknown>,
  schema: GraphQLSchema,
): FeedSpec {
  const to = subscribeTo(field);
  const own = getNamedType(field.type).name;
  if (to === undefined && isResultField(field, own)) {
    return { kind: 'result', command: field.name.slice(0, -RESULT_SUFFIX.length) };
  }
  const name = to ?? own;
  const type = schema.getType(name);
  const types = isInterfaceType(type) ? schema.getPossibleTypes(type).map((t) => t.name) : [name];
  return { kind: 'events', types: new Set(types) };
}

function isResultField(field: GraphQLField<unknown, unknown>, type: string): boolean {
  return (
    type.endsWith(UPDATE_SUFFIX) &&
    field.name.endsWith(RESULT_SUFFIX) &&
    field.args.some(({ name }) => name === 'commandId')
  );
}

function subscribeTo(field: GraphQLField<unknown, unknown>): string | undefined {
  const directive = field.astNode?.directives?.find(({ name }) => name.value === 'subscribe');
  if (!directive) {
    throw errors.CONFIGURATION_INVALID([`Subscription field ${field.name} has no @subscribe.`]);
  }
  const value = directive.arguments?.find(({ name }) => name.value === 'to')?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}
