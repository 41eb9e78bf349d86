import type { Command } from 'commander';
import type { StartOptions } from './start.js';

/** Adds `gregor start`. */
export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('run everything on this machine: gateway, services, workers (development)')
    .option('--fresh', 'delete the embedded data first')
    .addHelpText(
      'after',
      `
Without KAFKA_BROKERS, REDIS_URL and DATABASE_URL everything runs on embedded adapters, with no server to
install. Setting one of them replaces that adapter and nothing else. PORT chooses the gateway's port.

A page in apps/shop that was built is served on SHOP_PORT (4002).

The manager listens on MANAGER_PORT (4001). Its code is the one in AUTH_CODE or in the file that AUTH_CODE_FILE names;
without them one is made for this run, and shown once.

Examples:
  gregor start
  PORT=4080 gregor start --fresh`,
    )
    .action(async (options: StartOptions) => (await import('./start.js')).start(options));
}
