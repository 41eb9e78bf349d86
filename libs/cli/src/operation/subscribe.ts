import {
  coerceInputValue,
  isNonNullType,
  isRequiredArgument,
  isScalarType,
  type GraphQLArgument,
} from 'graphql';
import type { Client } from '@metamorphosis/client';
import { errors } from '@metamorphosis/contract';
import { didYouMean } from '@metamorphosis/core';
import type { Terminal } from '../terminal/terminal.js';
import { loadSchema, rootField } from './load-schema.js';
import { selectionOf } from './selection.js';

/** How a stream is followed. */
export interface SubscribeOptions {
  readonly url: string;
  /** `name=value` */
  readonly arg?: readonly string[];
  /** A cursor: what came after it is printed first. */
  readonly since?: string;
  readonly select?: string;
  readonly json?: true;
}

/**
 * Prints the events of a subscription as they come, until the signal: each once and in order, over lost connections.
 * At its end it tells the cursor to go on from. Rejects with CONFIGURATION_INVALID for a mistake in what was typed.
 */
export async function subscribe(
  name: string,
  options: SubscribeOptions,
  client: Client,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const schema = await loadSchema(client, options.url);
  const field = rootField(schema.getSubscriptionType(), name, 'subscription');
  const variables = argumentsOf(field.args, options.arg ?? []);
  const given = field.args.filter((arg) => arg.name in variables);
  const head = given.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
  const passed = given.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  const call = given.length === 0 ? name : `${name}(${passed})`;
  const selection = options.select ?? selectionOf(schema, field.type);
  const stream = client.subscribe<Record<string, unknown>, object>(
    `subscription${head === '' ? '' : ` (${head})`} { ${call} ${selection} }`,
    variables,
    { cursor: options.since },
  );
  const stopTelling = client.onStatus((status) => {
    if (status === 'reconnecting') terminal.note('The connection is lost; trying again ...');
  });
  const stop = (): void => stream.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) return stop();
    for await (const data of stream) {
      const value = data[name];
      terminal.print(
        options.json
          ? JSON.stringify({ data: value, cursor: stream.cursor })
          : `${terminal.paint('dim', new Date().toISOString())} ${JSON.stringify(value)}`,
      );
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stopTelling();
    if (stream.cursor !== undefined) {
      terminal.note(`Go on from here with: gregor subscribe ${name} --since ${stream.cursor}`);
    }
  }
}

/** The arguments as typed, `name=value`. Throws CONFIGURATION_INVALID, which names every mistake. */
function argumentsOf(
  args: readonly GraphQLArgument[],
  typed: readonly string[],
): Readonly<Record<string, unknown>> {
  const mistakes: string[] = [];
  const values: Record<string, unknown> = {};
  for (const one of typed) {
    const [name = '', ...rest] = one.split('=');
    const arg = args.find((candidate) => candidate.name === name);
    if (!arg || rest.length === 0) {
      const names = args.map((candidate) => candidate.name);
      const hint = didYouMean(name, names) ?? `There are: ${names.join(', ') || 'none'}.`;
      mistakes.push(
        arg ? `--arg ${one}: write name=value.` : `There is no argument "${name}"; ${hint}`,
      );
      continue;
    }
    const value = valueOf(arg, rest.join('='));
    coerceInputValue(value, arg.type, (_path, _value, error) =>
      mistakes.push(`--arg ${name}: ${error.message}`),
    );
    values[name] = value;
  }
  for (const arg of args) {
    if (isRequiredArgument(arg) && !(arg.name in values) && mistakes.length === 0) {
      mistakes.push(
        `The argument "${arg.name}" (${String(arg.type)}) is missing: --arg ${arg.name}=...`,
      );
    }
  }
  if (mistakes.length > 0) throw errors.CONFIGURATION_INVALID([mistakes.join('\n')]);
  return values;
}

/** Texts are taken as they are typed; all else is JSON. */
function valueOf({ type }: GraphQLArgument, text: string): unknown {
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isScalarType(inner) && !['Int', 'Float', 'Boolean', 'JSON'].includes(inner.name)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
