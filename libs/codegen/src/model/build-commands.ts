import {
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  type DirectiveNode,
  type GraphQLSchema,
} from 'graphql';
import type { Reporter } from '../diagnostics/reporter.js';
import { directive, stringArgument } from './directive-values.js';
import { resolveKeyPath } from './key-path.js';
import type { CommandModel, FieldModel, Timing } from './service-model.js';
import { isRejection } from './type-queries.js';

/** The commands of a service. */
export function buildCommands(
  schema: GraphQLSchema,
  mutations: readonly FieldModel[],
  reporter: Reporter,
): readonly CommandModel[] {
  return mutations.flatMap((mutation) => {
    const marked = directive(mutation.node, 'command');
    if (marked === undefined) {
      reporter.at(
        'MUTATION_WITHOUT_COMMAND',
        mutation.node,
        `Mutation.${mutation.name} is no command.`,
        'write @command behind its type',
      );
      return [];
    }
    return [buildCommand(schema, mutation, marked, reporter)];
  });
}

function buildCommand(
  schema: GraphQLSchema,
  mutation: FieldModel,
  marked: DirectiveNode,
  reporter: Reporter,
): CommandModel {
  const definition = schema.getDirective('command');
  if (definition === null || definition === undefined) throw new Error('@command is not defined.');
  const values = getDirectiveValues(definition, mutation.node) ?? {};
  const timing = (values['timing'] ?? []) as readonly Timing[];
  if (timing.length === 0) {
    reporter.at(
      'COMMAND_TIMING_EMPTY',
      marked,
      `${mutation.name} cannot be called in any way.`,
      'write timing: [SYNC], [ASYNC] or [SYNC, ASYNC]',
    );
  }
  const path = stringArgument(marked, 'key');
  const args = new Map(mutation.field.args.map(({ name, type }) => [name, type]));
  const key = path === undefined ? undefined : resolveKeyPath(path, args, reporter);
  const queue = stringArgument(marked, 'queue')?.value;
  return {
    ...mutation,
    directive: marked,
    ...(key === undefined ? {} : { key }),
    ...(queue === undefined ? {} : { queue }),
    timing,
    timeoutMs: values['timeoutMs'] as number,
    expire: values['expire'] as boolean,
    rejections: rejectionsOf(schema, mutation),
  };
}

function rejectionsOf(schema: GraphQLSchema, { field }: FieldModel): readonly string[] {
  const result = getNamedType(field.type);
  const possible = isAbstractType(result) ? schema.getPossibleTypes(result) : [result];
  return possible.filter(isRejection).map(({ name }) => name);
}
