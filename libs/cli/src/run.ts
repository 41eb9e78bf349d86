import { createProgram } from './program.js';

/**
 * The command `gregor`. What goes wrong is told in one message, without a stack unless GREGOR_DEBUG is set; exit code 1.
 * Each command loads what it needs once it is called: `--help`, `--version` and completion load next to nothing.
 */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync([...argv]);
  } catch (error) {
    const [{ EXIT_CODES }, { inheritedEnvironment }, { explainError }] = await Promise.all([
      import('@metamorphosis/contract'),
      import('@metamorphosis/wiring'),
      import('./terminal/explain-error.js'),
    ]);
    const debug = Boolean(inheritedEnvironment()['GREGOR_DEBUG']);
    process.stderr.write(`gregor: ${explainError(error, debug)}\n`);
    process.exitCode = EXIT_CODES.failed;
  }
}
