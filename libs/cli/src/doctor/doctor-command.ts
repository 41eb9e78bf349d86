import type { Command } from 'commander';

/** Adds `gregor doctor`. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('look for what is wrong with this installation, and say what to do')
    .option('--json', 'print JSON: one line for each finding')
    .addHelpText(
      'after',
      `
Looks at Node, graphql, settings, the ports of gregor start, the log, the board, databases, topics, nodes, consumers and
clocks, as the environment names them. Changes nothing.

Examples:
  gregor doctor
  KAFKA_BROKERS=kafka:9092 gregor doctor --json

Exit codes: 0 nothing is broken (warnings count for nothing), 1 something is.`,
    )
    .action(async (options: { readonly json?: true }) =>
      (await import('./doctor.js')).doctor(options.json === true),
    );
}
