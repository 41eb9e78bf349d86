import type { CommandDefinition, CommandHandler, RequestContext } from '@metamorphosis/core';
import { refuse } from '../refuse.js';

/**
 * Whether a command may go on the log: asks its handler's `authorize`, checks its arguments, asks
 * `validate`. Rejects with what those throw, and with VALIDATION_FAILED.
 */
export async function acceptArguments(
  definition: Pick<CommandDefinition, 'checkArgs' | 'checkLimits'>,
  handler: Pick<CommandHandler<never, unknown, never>, 'authorize' | 'validate'>,
  args: unknown,
  context: RequestContext,
): Promise<void> {
  await handler.authorize?.(args as never, context);
  refuse(definition.checkArgs(args));
  if (definition.checkLimits) refuse(definition.checkLimits(args));
  await handler.validate?.(args as never, context);
}
