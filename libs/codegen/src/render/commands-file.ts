import type { CommandModel, ServiceModel } from '../model/service-model.js';
import { doc, docOf } from './ts-doc.js';
import { TsFile } from './ts-file.js';
import { commandArgs, commandHandler, commandOutcome } from './type-names.js';

const CORE = '@metamorphosis/core';

/** `tx.ts`: the transaction that handlers of the service write in. */
export function transactionFile(service: ServiceModel): TsFile {
  const file = new TsFile('tx.ts', `The unit of work of ${service.name}.`);
  const kysely = file.type('Kysely', 'kysely');
  const database = file.type('Database', '../database.js');
  file.add(`${doc('The transaction of a unit of work.')}export type Tx = ${kysely}<${database}>;`);
  return file;
}

/** `commands.ts`: an abstract class per command, for the author to extend. */
export function commandsFile(service: ServiceModel): TsFile {
  const file = new TsFile(
    'commands.ts',
    `What handlers of the commands of ${service.name} extend.`,
  );
  for (const command of service.commands) file.add(handlerClass(command, file));
  return file;
}

function handlerClass({ name, field }: CommandModel, file: TsFile): string {
  const args = file.type(commandArgs(name), './types.js');
  const outcome = file.type(commandOutcome(name), './types.js');
  const tx = file.type('Tx', './tx.js');
  const context = file.type('CommandContextOf', CORE);
  const run = file.type('CommandRun', CORE);
  const request = file.type('RequestContext', CORE);
  const handler = file.type('CommandHandler', CORE);
  const guarantee = file.type('CommandGuarantee', CORE);
  return `${docOf(field)}export abstract class ${commandHandler(name)}<Guarantee extends ${guarantee} = 'effectively-once'> implements ${handler}<${args}, ${outcome}, ${tx}> {
    readonly command = '${name}';

    ${doc('How often its effects happen. To run without a unit of work, extend', `\`${commandHandler(name)}<'at-least-once'>\` and set it.`, "@default 'effectively-once'")}declare readonly guarantee?: Guarantee;

    ${doc('Runs in the subgraph before the record is made; throw to refuse (UNAUTHORIZED).')}authorize?(args: ${args}, context: ${request}): Promise<void> | void;

    ${doc('Runs in the subgraph after `authorize`; throw to refuse (VALIDATION_FAILED).')}validate?(args: ${args}, context: ${request}): Promise<void> | void;

    ${doc('Runs in a worker, in a unit of work; what it answers is the outcome. As an async generator', 'it yields events and progress, and returns the outcome.')}abstract handle(args: ${args}, context: ${context}<${tx}, Guarantee>): ${run}<${outcome}>;
  }`;
}
