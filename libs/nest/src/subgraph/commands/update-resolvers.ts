import type { GraphQLFieldResolver } from 'graphql';
import { errors, parseCommandId, type CommandUpdate } from '@metamorphosis/contract';
import type {
  CommandDefinition,
  CommandSender,
  RequestContext,
  ServiceDefinition,
} from '@metamorphosis/core';
import type { ServiceParts } from '../service-parts.js';

type Resolver<Args> = GraphQLFieldResolver<unknown, RequestContext, Args>;

/** `placeOrderResult(commandId)`: where a command of this kind stands now. */
export function commandResultQuery(
  definition: CommandDefinition,
  sender: CommandSender,
): Resolver<{ commandId: string }> {
  return async (_root, { commandId }, context) => {
    const parsed = parseCommandId(commandId);
    if (parsed === undefined)
      throw errors.COMMAND_ID_INVALID([commandId], { details: { commandId } });
    const update =
      parsed.service === definition.service ? await sender.current(commandId) : undefined;
    // A command of another kind, or of somebody else, is as unknown as one that never was.
    if (update?.name !== definition.type || !maySee(update, context)) {
      throw errors.COMMAND_UNKNOWN([commandId], { details: { commandId } });
    }
    return update;
  };
}

/**
 * The queries by which the gateway asks for any command of `service`: `_command` as the type
 * `Command`, `_commandUpdate` as the whole update in JSON. Null for what is not known here.
 * The gateway is the one who decides who may see it.
 */
export function anyCommandQueries(
  service: string,
  sender: CommandSender,
): {
  readonly _command: Resolver<{ id: string }>;
  readonly _commandUpdate: Resolver<{ id: string }>;
} {
  const current = async (id: string): Promise<CommandUpdate | null> =>
    parseCommandId(id)?.service === service ? ((await sender.current(id)) ?? null) : null;
  return {
    _command: async (_root, { id }) => {
      const update = await current(id);
      return update && { ...update, id: update.commandId };
    },
    _commandUpdate: (_root, { id }) => current(id),
  };
}

/** The mutation by which the gateway cancels any command of the service. */
export function cancelMutation(
  { name, commands }: Pick<ServiceDefinition, 'name' | 'commands'>,
  parts: Pick<ServiceParts, 'commands' | 'sender' | 'cancel'>,
): Resolver<{ id: string }> {
  return async (_root, { id }, context) => {
    const current =
      parseCommandId(id)?.service === name ? await parts.sender.current(id) : undefined;
    const definition = commands.find(({ type }) => type === current?.name);
    if (!current || !definition || !maySee(current, context)) {
      throw errors.COMMAND_UNKNOWN([id], { details: { commandId: id } });
    }
    if (parts.commands[definition.name]?.guarantee === 'at-least-once') {
      throw errors.NOT_CANCELLABLE([definition.type], { details: { commandId: id } });
    }
    return parts.cancel(current, definition);
  };
}

function maySee(update: CommandUpdate, context: RequestContext): boolean {
  return update.subject === undefined || update.subject === context.actor?.subject;
}
