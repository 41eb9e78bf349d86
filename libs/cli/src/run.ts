import { Command } from 'commander';
import { EXIT_CODES, isMetamorphosisError } from '@metamorphosis/contract';
import { addCodegenCommand } from './codegen/codegen-command.js';
import { addDefaultConfigCommand } from './commands/default-config-command.js';
import { addNodeCommand } from './commands/node-command.js';
import { addDeadLettersCommand } from './dead-letters/dead-letters-command.js';
import { addNewCommand } from './new/new-command.js';
import { addReplayCommand } from './replay/replay-command.js';
import { addStartCommand } from './start/start-command.js';
import { addStatusCommand } from './status/status-command.js';
import { packageVersion } from './workspace/package-version.js';

/**
 * The command `gregor`. A mistake of its user is told in one message without a stack; exit code 1.
 */
export async function run(argv: readonly string[]): Promise<void> {
  const program = new Command('gregor')
    .description(
      'Run services made of GraphQL SDL: their workers, and the whole product on one machine.',
    )
    .version(packageVersion())
    .showHelpAfterError()
    .showSuggestionAfterError();
  addNewCommand(program);
  addStartCommand(program);
  addCodegenCommand(program);
  addNodeCommand(program);
  addStatusCommand(program);
  addDefaultConfigCommand(program);
  addDeadLettersCommand(program);
  addReplayCommand(program);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (!isMetamorphosisError(error, 'CONFIGURATION_INVALID')) throw error;
    process.stderr.write(`gregor: ${error.message}\n`);
    process.exitCode = EXIT_CODES.failed;
  }
}
