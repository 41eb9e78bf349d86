import type { GraphQLFieldResolver } from 'graphql';
import type {
  CommandDefinition,
  CommandHandler,
  CommandSender,
  SendOptions,
} from '@metamorphosis/core';
import type { SubgraphContext } from '../subgraph-context.js';
import { acceptArguments } from './accept-arguments.js';
import { outcomeValue } from './outcome-value.js';

type Handler = CommandHandler<never, unknown, never>;
type Resolver = GraphQLFieldResolver<unknown, SubgraphContext, Record<string, unknown>>;

/**
 * The two mutations of a command: `placeOrder`, which answers the outcome, and `placeOrderAsync`,
 * which answers a receipt. `starting` runs before each, because what was read before a command
 * may be false after it.
 */
export function commandMutations(
  definition: CommandDefinition,
  handler: Handler,
  sender: CommandSender,
  starting: (context: object) => void,
): Readonly<Record<string, Resolver>> {
  const accept = async (
    all: Record<string, unknown>,
    context: SubgraphContext,
  ): Promise<{ args: unknown; options: SendOptions }> => {
    starting(context);
    const { idempotencyKey, ...args } = all;
    await acceptArguments(definition, handler, args, context);
    return { args, options: sendOptions(idempotencyKey, context) };
  };
  const resolvers: Record<string, Resolver> = {};
  if (definition.timing.includes('SYNC')) {
    resolvers[definition.name] = async (_root, all, context) => {
      const { args, options } = await accept(all, context);
      return outcomeValue(await sender.call(definition, args, options));
    };
  }
  if (definition.timing.includes('ASYNC')) {
    resolvers[`${definition.name}Async`] = async (_root, all, context) => {
      const { args, options } = await accept(all, context);
      return sender.submit(definition, args, options);
    };
  }
  return resolvers;
}

function sendOptions(idempotencyKey: unknown, context: SubgraphContext): SendOptions {
  const { actor, traceparent, signal } = context;
  return {
    signal,
    ...(typeof idempotencyKey === 'string' ? { idempotencyKey } : {}),
    ...(actor === undefined ? {} : { subject: actor.subject }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}
