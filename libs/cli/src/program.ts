import { Command } from 'commander';
import { addAddCommand } from './add/add-command.js';
import { addCodegenCommand } from './codegen/codegen-command.js';
import { addDefaultConfigCommand } from './commands/default-config-command.js';
import { addNodeCommand } from './commands/node-command.js';
import { addCompletionCommand } from './completion/completion-command.js';
import { addDeadLettersCommand } from './dead-letters/dead-letters-command.js';
import { addDevCommand } from './dev/dev-command.js';
import { addDoctorCommand } from './doctor/doctor-command.js';
import { addComposeCommand } from './gateway/compose-command.js';
import { addGatewayCommand } from './gateway/gateway-command.js';
import { addNewCommand } from './new/new-command.js';
import { addCallCommand } from './operation/call-command.js';
import { addSubscribeCommand } from './operation/subscribe-command.js';
import { addReplayCommand } from './replay/replay-command.js';
import { addSchemaCommand } from './schema/schema-command.js';
import { addStartCommand } from './start/start-command.js';
import { addStatusCommand } from './status/status-command.js';
import { addTopicsCommand } from './topics/topics-command.js';
import { packageVersion } from './workspace/package-version.js';

/** The whole command line of gregor. */
export function createProgram(): Command {
  const program = new Command('gregor')
    .description(
      'Run services made of GraphQL SDL: their workers, and the whole product on one machine.',
    )
    .version(packageVersion())
    .showHelpAfterError()
    .showSuggestionAfterError();
  addNewCommand(program);
  addAddCommand(program);
  addStartCommand(program);
  addDevCommand(program);
  addCodegenCommand(program);
  addSchemaCommand(program);
  addCallCommand(program);
  addSubscribeCommand(program);
  addNodeCommand(program);
  addGatewayCommand(program);
  addComposeCommand(program);
  addStatusCommand(program);
  addDefaultConfigCommand(program);
  addDeadLettersCommand(program);
  addReplayCommand(program);
  addTopicsCommand(program);
  addDoctorCommand(program);
  addCompletionCommand(program);
  return program.addHelpText(
    'after',
    `
Examples:
  gregor new shop                      make a project, with one service
  gregor start                         run everything on this machine
  gregor dev                           the same, and again what you change
  gregor codegen --watch               make code of the SDL, again after each change
  gregor call placeOrder --input @order.json
  gregor status --watch

GREGOR_DEBUG=1 shows stacks of errors. NO_COLOR=1 turns colours off.`,
  );
}
