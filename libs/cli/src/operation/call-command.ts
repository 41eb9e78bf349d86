import type { Command } from 'commander';
import type { CallOptions } from './call.js';
import { addGatewayOptions, type GatewayOptions } from './gateway-options.js';

/** Adds `gregor call`. */
export function addCallCommand(program: Command): void {
  const command = program
    .command('call')
    .argument('<command>', 'a command of any service, by the name of its mutation')
    .description('call a command and print what comes of it')
    .option('--input <json>', 'what it takes, as JSON or YAML; @file or - (standard input) read it')
    .option('--async', 'do not wait for the outcome: print the receipt')
    .option('--watch', 'print every step until the outcome')
    .option('--select <fields>', "what to select of the result, as GraphQL: '{ id }'")
    .option('--key <key>', 'the idempotency key: under one key it takes effect once')
    .option('--json', 'print JSON: one line for each step');
  addGatewayOptions(command)
    .addHelpText(
      'after',
      `
Of the result every scalar is selected, also in the objects in it. The input is checked before it is sent; each
mistake is shown at its line.

Examples:
  gregor call placeOrder --input '{"customerId": "c1", "lines": [{"productId": "p1", "quantity": 2}]}'
  gregor call placeOrder --input @order.json --watch
  gregor call placeOrder --input @order.json --async --json
  echo '{"productId": "p1", "quantity": 10}' | gregor call restock --input -

Exit codes: 0 succeeded (with --async: accepted), 1 not sent, 2 rejected by its domain, 3 failed after its retries.`,
    )
    .action(async (name: string, options: CallOptions & GatewayOptions) =>
      (await import('./run-operation.js')).runCall(name, options),
    );
}
