import { errors } from '@metamorphosis/contract';
import type { CommandDefinition, CommandHandler, RequestContext } from '@metamorphosis/core';

/**
 * Whether a command may go on the log: asks its handler's `authorize`, checks its arguments, asks
 * `validate`. Rejects with what those throw, and with VALIDATION_FAILED.
 */
export async function acceptArguments(
  definition: Pick<CommandDefinition, 'checkArgs'>,
  handler: Pick<CommandHandler<never, unknown, never>, 'authorize' | 'validate'>,
  args: unknown,
  context: RequestContext,
): Promise<void> {
  await handler.authorize?.(args as never, context);
  const problems = definition.checkArgs(args);
  if (problems.length > 0) {
    const text = problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
    throw errors.VALIDATION_FAILED([text], { details: { problems } });
  }
  await handler.validate?.(args as never, context);
}
