import { camelCase, pascalCase } from '../model/names.js';
import type { CommandModel, ServiceModel } from '../model/service-model.js';
import { CheckFunctions } from './check-functions.js';
import { doc } from './ts-doc.js';
import { TsFile } from './ts-file.js';
import { commandArgs, commandOutcome } from './type-names.js';

const CORE = '@metamorphosis/core';
const CHECKS = '@metamorphosis/core/checks';

/** `checks.ts`: what is wrong with the arguments and results of commands, and with events. */
export function checksFile(service: ServiceModel): TsFile {
  const file = new TsFile('checks.ts', `Says what is wrong with records of ${service.name}.`);
  const functions = new CheckFunctions(service, file);
  const exported = [
    ...service.commands.flatMap((command) => commandChecks(command, functions, file)),
    ...eventChecks(service, functions, file),
  ];
  finish(file, functions, exported);
  return file;
}

/** The checks of a service's events, as `checks.ts` of the owner and of its consumers have them. */
export function eventChecks(
  service: ServiceModel,
  functions: CheckFunctions,
  file: TsFile,
): readonly string[] {
  return service.events.map(({ name, type }) => {
    const fields = Object.values(type.getFields());
    const check = functions.object(`${camelCase(name)}Data`, name, fields, false);
    return exportCheck(file, eventCheck(name), check, `What is wrong with the data of ${name}.`);
  });
}

/** Adds the exported checks and, behind them, the functions that they are made of. */
export function finish(file: TsFile, functions: CheckFunctions, exported: readonly string[]): void {
  if (exported.length === 0) return;
  file.type('Problem', CORE);
  // A const is used by functions that run later only: order matters to the eye alone.
  const constants = functions.blocks.filter((block) => block.startsWith('const '));
  file.add(...constants, ...exported, ...functions.blocks.filter((b) => !constants.includes(b)));
}

/** The name of the check of an event's data. */
export function eventCheck(event: string): string {
  return `check${event}`;
}

/** The name of the check of a command's arguments. */
export function argsCheck(command: string): string {
  return `check${commandArgs(command)}`;
}

/** The name of the check of what a command answers. */
export function resultCheck(command: string): string {
  return `check${pascalCase(command)}Result`;
}

function commandChecks(
  { name, field }: CommandModel,
  functions: CheckFunctions,
  file: TsFile,
): readonly string[] {
  const args = functions.object(camelCase(commandArgs(name)), commandArgs(name), field.args, true);
  const outcome = functions.outcome(camelCase(commandOutcome(name)), field.type);
  return [
    exportCheck(file, argsCheck(name), args, `What is wrong with the arguments of ${name}.`),
    exportCheck(file, resultCheck(name), outcome, `What is wrong with a result of ${name}.`),
  ];
}

function exportCheck(file: TsFile, name: string, part: string, about: string): string {
  const type = file.type('Check', CORE);
  return `${doc(about)}export const ${name}: ${type} = ${file.value('checkOf', CHECKS)}(${part});`;
}
