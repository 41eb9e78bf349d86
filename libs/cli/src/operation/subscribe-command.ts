import type { Command } from 'commander';
import { addGatewayOptions, type GatewayOptions } from './gateway-options.js';
import type { SubscribeOptions } from './subscribe.js';

/** Adds `gregor subscribe`. */
export function addSubscribeCommand(program: Command): void {
  const command = program
    .command('subscribe')
    .argument('<subscription>', 'a field of Subscription')
    .description('print events as they come, until Ctrl-C')
    .option('--arg <name=value...>', 'arguments of the field, which filter its events')
    .option('--since <cursor>', 'print what came after this cursor first')
    .option('--select <fields>', "what to select of each event, as GraphQL: '{ orderId }'")
    .option('--json', 'print JSON: one line for each event, {"data": ..., "cursor": ...}');
  addGatewayOptions(command)
    .addHelpText(
      'after',
      `
A lost connection comes back by itself and goes on where it was: nothing is missed. At its end the cursor is printed
from which to go on.

Examples:
  gregor subscribe orderPlaced
  gregor subscribe orderPlaced --arg customerId=c1
  gregor subscribe stockChanged --select '{ inStock product { name } }' --json

Exit codes: 0 stopped, 1 refused: by what was typed, or by the gateway.`,
    )
    .action(async (name: string, options: SubscribeOptions & GatewayOptions) =>
      (await import('./run-operation.js')).runSubscribe(name, options),
    );
}
