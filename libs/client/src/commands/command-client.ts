import type { CallOptions } from '../client-options.js';
import { ClientError, isClientError } from '../errors/client-error.js';
import type { Answer } from '../requests/sender.js';
import { createHandle, type HandleParts } from './command-handle.js';
import type {
  CommandClient,
  CommandDefinition,
  CommandHandle,
  CommandOptions,
  CommandTypes,
  Receipt,
  SubmittedCommand,
} from './command-types.js';
import { newIdempotencyKey } from './new-idempotency-key.js';
import { outcomeOfError, outcomeOfResult, type Outcome } from './outcome.js';

/** What commands need of their client. */
export interface CommandParts {
  textOf(document: CommandDefinition['updates']): string;
  /** Sends a mutation that may be sent again. */
  send(
    text: string,
    variables: object,
    options: CallOptions,
  ): Promise<Answer<Readonly<Record<string, unknown>>>>;
  updates(
    text: string,
    variables: object,
    ...rest: Parameters<HandleParts['updates']>
  ): ReturnType<HandleParts['updates']>;
}

/** Makes one command callable. */
export function createCommand<T extends CommandTypes>(
  definition: CommandDefinition<T>,
  parts: CommandParts,
): CommandClient<T> {
  const { name, argument, rejections, call, submit, updates } = definition;

  const send = (
    document: CommandDefinition['call'],
    input: unknown,
    { idempotencyKey = newIdempotencyKey(), ...options }: CommandOptions,
  ): Promise<Answer<Readonly<Record<string, unknown>>>> => {
    if (document === undefined) throw new TypeError(`${name} cannot be called like that.`);
    const args = argument === undefined ? (input as object) : { [argument]: input };
    return parts.send(parts.textOf(document), { ...args, idempotencyKey }, options);
  };

  const handle = (commandId: string): CommandHandle =>
    createHandle({
      commandId,
      rejections,
      updates: (options, onPartial) =>
        parts.updates(parts.textOf(updates), { commandId }, options, onPartial),
      mutate: (text, variables, options) => parts.send(text, variables, options),
    });

  const callIt = async (input: unknown, options: CommandOptions = {}): Promise<Outcome> => {
    try {
      const { data, errors } = await send(call, input, options);
      return outcomeOfResult(Object.values(data)[0], rejections, errors);
    } catch (error) {
      const outcome = isClientError(error) ? outcomeOfError(error) : undefined;
      if (outcome) return outcome;
      throw error;
    }
  };

  const submitIt = async (
    input: unknown,
    options: CommandOptions = {},
  ): Promise<SubmittedCommand> => {
    const { data } = await send(submit, input, options);
    const receipt = Object.values(data)[0] as Receipt | null | undefined;
    if (!receipt) throw new ClientError('RESPONSE_INVALID', `${name} was answered no receipt.`);
    return { ...handle(receipt.commandId), receipt };
  };

  return Object.assign(callIt, {
    commandName: name,
    submit: submitIt,
    handle,
  }) as unknown as CommandClient<T>;
}
