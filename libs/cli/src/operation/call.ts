import type { GraphQLField, GraphQLSchema } from 'graphql';
import type { Client } from '@metamorphosis/client';
import { errors } from '@metamorphosis/contract';
import type { Terminal } from '../terminal/terminal.js';
import { variablesOf } from './check-arguments.js';
import { loadSchema, rootField } from './load-schema.js';
import { readInput } from './read-input.js';
import { selectionOf } from './selection.js';

/** How a command is called. */
export interface CallOptions {
  readonly url: string;
  readonly input?: string;
  /** Do not wait: print the receipt. */
  readonly async?: true;
  /** Print every step until its outcome. */
  readonly watch?: true;
  readonly select?: string;
  readonly key?: string;
  readonly json?: true;
}

/** How it ended: the exit code follows from it. */
export type CallEnd = 'accepted' | 'succeeded' | 'rejected' | 'failed';

interface Update {
  readonly commandId: string;
  readonly state: string;
  readonly at: string;
  readonly progress?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: string; readonly message: string } | null;
}

const ENDS: Readonly<Record<string, CallEnd>> = {
  SUCCEEDED: 'succeeded',
  REJECTED: 'rejected',
  FAILED: 'failed',
};

/**
 * Sends a command, or a mutation that is none, and prints what comes of it. Rejects with CONFIGURATION_INVALID for a
 * mistake in what was typed, and with what the gateway refused.
 */
export async function call(
  name: string,
  options: CallOptions,
  client: Client,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<CallEnd> {
  const schema = await loadSchema(client, options.url);
  const field = rootField(schema.getMutationType(), name, 'command');
  const input = await readInput(options.input ?? '{}');
  const variables = {
    ...variablesOf(field.args, input),
    ...(options.key !== undefined && { idempotencyKey: options.key }),
  };
  const result = options.select ?? selectionOf(schema, field.type);
  const follow = schema.getSubscriptionType()?.getFields()[`${name}Result`];
  const submit = schema.getMutationType()?.getFields()[`${name}Async`];
  if (!submit || !follow) {
    if (options.async || options.watch) {
      throw errors.CONFIGURATION_INVALID([
        `${name} cannot be called asynchronously: it has no ${name}Async.`,
      ]);
    }
    return callDirectly(field, result, variables, options, client, terminal, signal);
  }
  const { commandId, ...receipt } = await accept(submit, variables, client, signal);
  if (options.async && !options.watch) {
    print(
      terminal,
      options,
      { commandId, ...receipt },
      `${terminal.paint('green', 'accepted')} ${commandId}`,
    );
    return 'accepted';
  }
  return followTo(schema, { name, commandId, result }, options, client, terminal, signal);
}

async function accept(
  submit: GraphQLField<unknown, unknown>,
  variables: object,
  client: Client,
  signal: AbortSignal,
): Promise<{ readonly commandId: string }> {
  // Under one key it takes effect once, however often it is sent.
  const hasKey = submit.args.some((arg) => arg.name === 'idempotencyKey');
  const all = hasKey ? { idempotencyKey: crypto.randomUUID(), ...variables } : variables;
  const text = mutation(submit, all, '{ commandId acceptedAt state }');
  const data = await client.mutate<Record<string, { commandId: string }>, object>(text, all, {
    signal,
    repeatable: hasKey,
  });
  return data[submit.name] as { commandId: string };
}

async function followTo(
  schema: GraphQLSchema,
  command: { readonly name: string; readonly commandId: string; readonly result: string },
  options: CallOptions,
  client: Client,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<CallEnd> {
  const { name, commandId, result } = command;
  const stream = client.subscribe<Record<string, Update | null>, object>(
    `subscription ($commandId: ID!) {
      ${name}Result(commandId: $commandId) { commandId state at progress error { code message } result ${result} }
    }`,
    { commandId },
    { signal },
  );
  for await (const data of stream) {
    const update = data[`${name}Result`];
    if (!update) continue;
    const end = ENDS[update.state];
    if (end) {
      stream.close();
      printEnd(end, name, update, options, terminal);
      return end;
    }
    if (!options.watch) continue;
    const { progress } = update;
    const told = progress === null || progress === undefined ? '' : ` ${JSON.stringify(progress)}`;
    print(terminal, options, update, `${terminal.paint('dim', update.at)} ${update.state}${told}`);
  }
  throw errors.CONFIGURATION_INVALID([`The gateway told no outcome of ${commandId}.`]);
}

async function callDirectly(
  field: GraphQLField<unknown, unknown>,
  selection: string,
  variables: object,
  options: CallOptions,
  client: Client,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<CallEnd> {
  const text = mutation(field, variables, selection);
  const data = await client.mutate<Record<string, unknown>, object>(text, variables, { signal });
  const result = data[field.name];
  print(terminal, options, { result }, JSON.stringify(result, undefined, 2));
  return 'succeeded';
}

function printEnd(
  end: CallEnd,
  name: string,
  { commandId, state, result, error }: Update,
  options: CallOptions,
  terminal: Terminal,
): void {
  const colour = {
    succeeded: 'green',
    rejected: 'yellow',
    failed: 'red',
    accepted: 'green',
  } as const;
  const shown = result ?? (error ? `${error.code}: ${error.message}` : null);
  const body = typeof shown === 'string' ? shown : JSON.stringify(shown, undefined, 2);
  const head = `${terminal.paint(colour[end], end)} ${name} ${terminal.paint('dim', commandId)}`;
  if (!options.json) terminal.note(head);
  print(terminal, options, { commandId, state, ...(result ? { result } : { error }) }, body);
}

function print(terminal: Terminal, { json }: CallOptions, value: object, text: string): void {
  terminal.print(json ? JSON.stringify(value) : text);
}

/** The mutation with these variables; all of them are declared by the field. */
function mutation(
  { name, args }: GraphQLField<unknown, unknown>,
  variables: object,
  selection: string,
): string {
  const given = args.filter((arg) => arg.name in variables);
  const declared = given.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
  const passed = given.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  return given.length === 0
    ? `mutation { ${name} ${selection} }`
    : `mutation (${declared}) { ${name}(${passed}) ${selection} }`;
}
