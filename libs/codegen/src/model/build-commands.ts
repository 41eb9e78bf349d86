import {
  getDirectiveValues,
  getNamedType,
  GraphQLError,
  isAbstractType,
  type DirectiveNode,
  type FieldDefinitionNode,
  type GraphQLDirective,
  type GraphQLSchema,
} from 'graphql';
import type { Reporter } from '../diagnostics/reporter.js';
import { argumentNode, directive, stringArgument } from './directive-values.js';
import { resolveKeyPath } from './key-path.js';
import { kebabCase } from './names.js';
import { versionIn } from './record-version.js';
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
  const values = valuesOf(definition, mutation.node);
  const timing = (values['timing'] ?? []) as readonly Timing[];
  if (timing.length === 0) {
    reporter.at(
      'COMMAND_TIMING_EMPTY',
      marked,
      `${mutation.name} cannot be called in any way.`,
      'write timing: [SYNC], [ASYNC] or [SYNC, ASYNC]',
    );
  }
  checkTimes(marked, timing, values, reporter);
  checkQueue(marked, reporter);
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
    version: versionIn(marked, reporter),
    older: [],
  };
}

/** The values of `@command`; its defaults when they are wrong, which is reported already. */
function valuesOf(
  definition: GraphQLDirective,
  node: FieldDefinitionNode,
): Readonly<Record<string, unknown>> {
  try {
    return getDirectiveValues(definition, node) ?? {};
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return Object.fromEntries(definition.args.map((arg) => [arg.name, arg.defaultValue]));
  }
}

/** The longest time that a timer of Node can wait. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

function checkTimes(
  marked: DirectiveNode,
  timing: readonly Timing[],
  { timeoutMs, expire }: Readonly<Record<string, unknown>>,
  reporter: Reporter,
): void {
  if (typeof timeoutMs === 'number' && (timeoutMs < 1 || timeoutMs > MAX_TIMEOUT_MS)) {
    reporter.at(
      'COMMAND_TIMEOUT_INVALID',
      argumentNode(marked, 'timeoutMs') ?? marked,
      `A caller cannot wait for ${timeoutMs} ms.`,
      'write a number of milliseconds, 1 or more: 10000',
    );
  }
  if (expire === true && timing.length > 0 && !timing.includes('SYNC')) {
    reporter.at(
      'COMMAND_EXPIRE_USELESS',
      argumentNode(marked, 'expire') ?? marked,
      'It is to expire when its caller stops waiting, but nobody waits for an ASYNC command.',
      'add SYNC to timing, or remove expire',
    );
  }
}

/** A queue's name is part of a topic's and of a consumer group's. */
const QUEUE_NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

function checkQueue(marked: DirectiveNode, reporter: Reporter): void {
  const written = stringArgument(marked, 'queue');
  if (written === undefined || (QUEUE_NAME.test(written.value) && written.value.length <= 64)) {
    return;
  }
  const better = kebabCase(written.value.replace(/[^\w\s-]+/g, '-')).slice(0, 64);
  reporter.at(
    'QUEUE_NAME_INVALID',
    written,
    `"${written.value}" cannot name a queue: it becomes part of a topic's name.`,
    QUEUE_NAME.test(better)
      ? `did you mean "${better}"?`
      : 'write lower case letters, digits and single hyphens',
  );
}

function rejectionsOf(schema: GraphQLSchema, { field }: FieldModel): readonly string[] {
  const result = getNamedType(field.type);
  const possible = isAbstractType(result) ? schema.getPossibleTypes(result) : [result];
  return possible.filter(isRejection).map(({ name }) => name);
}
