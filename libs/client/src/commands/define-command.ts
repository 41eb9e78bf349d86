import type { CommandDefinition, CommandTypes } from './command-types.js';

/** Gives a command its types. Codegen writes the calls. */
export function defineCommand<T extends CommandTypes>(
  definition: Omit<CommandDefinition, 'types'>,
): CommandDefinition<T> {
  return definition;
}
