import {
  coerceInputValue,
  isInputObjectType,
  isRequiredArgument,
  type GraphQLArgument,
  type GraphQLError,
} from 'graphql';
import { errors } from '@metamorphosis/contract';
import { didYouMean } from '@metamorphosis/core';
import type { TypedInput } from './read-input.js';

type Path = readonly (string | number)[];

/**
 * The variables of a command: the typed value stands for all arguments by name or, where `input` is the only one,
 * for that. Throws CONFIGURATION_INVALID, which shows every mistake at its place.
 */
export function variablesOf(
  args: readonly GraphQLArgument[],
  input: TypedInput,
): Readonly<Record<string, unknown>> {
  const own = args.filter(({ name }) => name !== 'idempotencyKey');
  const [only] = own;
  const isWhole = own.length === 1 && only?.name === 'input' && !holdsInput(input.value, only);
  const given = isWhole ? { input: input.value } : (input.value ?? {});
  const mistakes: string[] = [];
  const at = (path: Path, message: string): void => {
    mistakes.push(`${input.excerpt(isWhole ? path.slice(1) : path)}\n  ${message}`);
  };
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    at([], 'Arguments are an object: {"name": value}.');
  } else {
    checkAll(own, given as Readonly<Record<string, unknown>>, at);
  }
  if (mistakes.length > 0) throw errors.CONFIGURATION_INVALID([mistakes.join('\n\n')]);
  return given as Readonly<Record<string, unknown>>;
}

function checkAll(
  args: readonly GraphQLArgument[],
  given: Readonly<Record<string, unknown>>,
  at: (path: Path, message: string) => void,
): void {
  for (const name of Object.keys(given)) {
    if (args.some((arg) => arg.name === name)) continue;
    const names = args.map((arg) => arg.name);
    at([name], `There is no argument "${name}"; ${didYouMean(name, names) ?? listed(names)}`);
  }
  for (const arg of args) {
    const value = given[arg.name];
    if (value === undefined) {
      if (isRequiredArgument(arg))
        at([], `The argument "${arg.name}" (${String(arg.type)}) is missing.`);
      continue;
    }
    coerceInputValue(value, arg.type, (path: Path, _value: unknown, { message }: GraphQLError) => {
      // An unknown field is shown where it stands, not where the object begins that it stands in.
      const unknown = /^Field "(\w+)" is not defined/.exec(message)?.[1];
      at([arg.name, ...path, ...(unknown === undefined ? [] : [unknown])], message);
    });
  }
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'it takes none.' : `it takes: ${names.join(', ')}.`;
}

/** Whether the argument `input` was written out: `{"input": {...}}`. */
function holdsInput(value: unknown, { type }: GraphQLArgument): boolean {
  if (typeof value !== 'object' || value === null || !('input' in value)) return false;
  const named = 'ofType' in type ? type.ofType : type;
  return !isInputObjectType(named) || named.getFields()['input'] === undefined;
}
