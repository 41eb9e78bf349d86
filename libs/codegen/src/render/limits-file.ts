import type { GraphQLArgument } from 'graphql';
import { hasLimits } from '../model/limits.js';
import type { ServiceModel } from '../model/service-model.js';
import { LimitFunctions } from './limit-functions.js';
import { servedEntities } from './resolvers-file.js';
import { doc } from './ts-doc.js';
import { TsFile } from './ts-file.js';
import { commandArgs, fieldArgs } from './type-names.js';

/** Arguments that are limited. */
export interface LimitedArguments {
  /** Their type: `PlaceOrderArgs`. */
  readonly type: string;
  /** The field that takes them: `placeOrder`, `Query.orders`. */
  readonly field: string;
  readonly args: readonly GraphQLArgument[];
}

/** `limits.ts`: holds arguments against `@constraint` and `@oneOf`. */
export function limitsFile(service: ServiceModel): TsFile {
  const file = new TsFile(
    'limits.ts',
    `Holds arguments against the limits that ${service.name} sets.`,
  );
  const functions = new LimitFunctions(service, file);
  const exported = [...limitedCommands(service), ...limitedFields(service)].map(
    ({ type, field, args }) => {
      const part = functions.arguments(type, args) ?? '';
      const check = file.type('Check', '@metamorphosis/core');
      return `${doc(`Which limits the arguments of ${field} break.`)}export const ${limitsCheck(type)}: ${check} = ${file.value('limitsOf', '@metamorphosis/core/checks')}(${part});`;
    },
  );
  const constants = functions.blocks.filter((block) => block.startsWith('const '));
  file.add(...constants, ...exported, ...functions.blocks.filter((b) => !constants.includes(b)));
  return file;
}

/** The name of the check of arguments' limits. */
export function limitsCheck(argumentsType: string): string {
  return `check${argumentsType}Limits`;
}

/** Commands whose arguments are limited. */
function limitedCommands(service: ServiceModel): readonly LimitedArguments[] {
  return service.commands
    .filter(({ field }) => hasLimits(service.schema, field.args))
    .map(({ name, field }) => ({ type: commandArgs(name), field: name, args: field.args }));
}

/** Queries and resolved fields whose arguments are limited. */
export function limitedFields(service: ServiceModel): readonly LimitedArguments[] {
  const fields = [
    ...service.queries.map((query) => ({ parent: 'Query', ...query })),
    ...servedEntities(service).flatMap(({ name: parent, resolvedFields }) =>
      resolvedFields.map((field) => ({ parent, ...field })),
    ),
  ];
  return fields
    .filter(({ field }) => hasLimits(service.schema, field.args))
    .map(({ parent, name, field }) => ({
      type: fieldArgs(parent, name),
      field: `${parent}.${name}`,
      args: field.args,
    }));
}
