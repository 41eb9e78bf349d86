import { EXIT_CODES } from '@metamorphosis/contract';
import { inheritedEnvironment } from '@metamorphosis/wiring';
import { createProgram } from './program.js';
import { explainError } from './terminal/explain-error.js';

/**
 * The command `gregor`. What goes wrong is told in one message, without a stack unless GREGOR_DEBUG is set; exit code 1.
 */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync([...argv]);
  } catch (error) {
    const debug = Boolean(inheritedEnvironment()['GREGOR_DEBUG']);
    process.stderr.write(`gregor: ${explainError(error, debug)}\n`);
    process.exitCode = EXIT_CODES.failed;
  }
}
