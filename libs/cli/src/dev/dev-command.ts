import type { Command } from 'commander';

/** Adds `gregor dev`. */
export function addDevCommand(program: Command): void {
  program
    .command('dev')
    .description('run everything on this machine, and what changes anew: SDL, generated code, code')
    .option('--fresh', 'delete the embedded data first')
    .addHelpText(
      'after',
      `
Watches schema/ and the code. After each change it makes code of the SDL, checks types, builds, and runs anew what the change
reaches: a service with its workers. The gateway goes over to it without ending subscriptions. A mistake in the SDL, a
type that does not fit, code that does not start: it is told, and what ran before goes on. A service that is added (gregor
add service) runs once it is built; one whose SDL is removed ends. Specs are not checked: npm run typecheck, npm test.

Ports, data and adapters are those of gregor start. Each line bears the name of the process that wrote it; LOG_LEVEL=info
shows more of them.

Examples:
  gregor dev
  PORT=4080 LOG_LEVEL=info gregor dev --fresh

Ctrl-C stops everything. Exit codes: 0 stopped, 1 it could not start, 3 cut off.`,
    )
    .action(async (options: { readonly fresh?: true }) =>
      (await import('./dev.js')).dev(options.fresh === true),
    );
}
