import type { CallOptions } from '../client-options.js';
import { ClientError, type AnswerError } from '../errors/client-error.js';
import type { Stream } from '../streams/stream.js';
import type { CommandHandle, Progress } from './command-types.js';
import { CANCEL } from './gateway-documents.js';
import { outcomeOfUpdate, type CommandUpdate, type Outcome } from './outcome.js';

/** What handles need of their client. */
export interface HandleParts {
  readonly commandId: string;
  readonly rejections: readonly string[];
  readonly updates: (
    options: CallOptions,
    onPartial: (errors: readonly AnswerError[]) => void,
  ) => Stream<Readonly<Record<string, CommandUpdate | null>>>;
  readonly mutate: (text: string, variables: object, options: CallOptions) => Promise<unknown>;
}

/** Makes a handle. It holds nothing but the id: whoever drops it leaves nothing behind. */
export function createHandle({
  commandId,
  rejections,
  updates,
  mutate,
}: HandleParts): CommandHandle {
  async function* follow(
    options: CallOptions,
  ): AsyncGenerator<Progress | { readonly outcome: Outcome }> {
    let partial: readonly AnswerError[] = [];
    const stream = updates(options, (errors) => {
      partial = errors;
    });
    for await (const data of stream) {
      const [update] = Object.values(data);
      if (!update) continue;
      const outcome = outcomeOfUpdate(update, rejections, partial);
      if (outcome) {
        yield { outcome };
        return;
      }
      const { state, progress = null, at } = update;
      yield { state: state as Progress['state'], progress, at };
    }
    throw new ClientError('RESPONSE_INVALID', `Command ${commandId} came to no outcome.`);
  }
  return {
    commandId,
    async *progress(options = {}) {
      for await (const step of follow(options)) if (!('outcome' in step)) yield step;
    },
    result: async (options = {}) => {
      for await (const step of follow(options)) if ('outcome' in step) return step.outcome;
      throw new ClientError('RESPONSE_INVALID', `Command ${commandId} came to no outcome.`);
    },
    cancel: async (options = {}) => {
      await mutate(CANCEL, { id: commandId }, options);
    },
  };
}
