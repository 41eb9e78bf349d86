import { useCallback, useEffect, useRef, useState } from 'react';
import {
  newIdempotencyKey,
  type CommandClient,
  type CommandHandle,
  type CommandOptions,
  type CommandTypes,
  type Outcome,
  type Progress,
} from '@metamorphosis/client';

/** How a command that a component has sent comes along. */
export type CommandRun<T extends CommandTypes> =
  | { readonly phase: 'idle' }
  /** It is on its way to the gateway. */
  | { readonly phase: 'sending' }
  /** It was accepted; its id is enough to come back to it. */
  | {
      readonly phase: 'pending';
      readonly commandId: string;
      readonly progress: Progress | undefined;
    }
  | { readonly phase: 'done'; readonly commandId: string; readonly outcome: Outcome<T> }
  /** It was not accepted, or its outcome cannot be had. */
  | { readonly phase: 'error'; readonly error: unknown };

/** A command in the hands of a component. The functions stay the same from render to render. */
export interface UsedCommand<T extends CommandTypes> {
  readonly run: CommandRun<T>;
  /**
   * Sends it and follows it to its outcome. What was followed before is let go; it goes on without this component. While nobody
   * knows whether it was accepted, the same input is the same call: a second click, or another try after an error, has no second
   * effect.
   */
  readonly submit: (input: T['input']) => void;
  /** Follows one that was sent earlier: before the page was loaded anew, say. */
  readonly follow: (commandId: string) => void;
  /** Back to idle. */
  readonly reset: () => void;
}

/** What is there of a command at run time, whatever its timing. */
interface AnyCommand<T extends CommandTypes> {
  readonly submit?: (
    input: T['input'],
    options: CommandOptions,
  ) => Promise<{ readonly commandId: string }>;
  readonly handle: (commandId: string) => CommandHandle<T>;
}

/** Sends a command and shows where it stands. Unmounting lets go of it and does not cancel it. */
export function useCommand<T extends CommandTypes>(command: CommandClient<T>): UsedCommand<T> {
  const [run, setRun] = useState<CommandRun<T>>({ phase: 'idle' });
  const current = useRef<AbortController | undefined>(undefined);
  const unanswered = useRef<{ readonly input: string; readonly key: string } | undefined>(
    undefined,
  );
  const followable = command as unknown as AnyCommand<T>;

  const begin = useCallback((): AbortSignal => {
    current.current?.abort();
    current.current = new AbortController();
    return current.current.signal;
  }, []);
  useEffect(() => () => current.current?.abort(), []);

  const drive = useCallback(
    async (signal: AbortSignal, work: () => Promise<string>) => {
      const set = (next: CommandRun<T>): void => {
        if (!signal.aborted) setRun(next);
      };
      try {
        const commandId = await work();
        set({ phase: 'pending', commandId, progress: undefined });
        const handle = followable.handle(commandId);
        for await (const progress of handle.progress({ signal })) {
          set({ phase: 'pending', commandId, progress });
        }
        set({ phase: 'done', commandId, outcome: await handle.result({ signal }) });
      } catch (error) {
        set({ phase: 'error', error });
      }
    },
    [followable],
  );

  const submit = useCallback(
    (input: T['input']) => {
      const signal = begin();
      setRun({ phase: 'sending' });
      const text = JSON.stringify(input);
      if (unanswered.current?.input !== text) {
        unanswered.current = { input: text, key: newIdempotencyKey() };
      }
      const call = unanswered.current;
      void drive(signal, async () => {
        if (!followable.submit) throw new TypeError('This command has no asynchronous form.');
        const options = { signal, idempotencyKey: call.key };
        const { commandId } = await followable.submit(input, options);
        if (unanswered.current === call) unanswered.current = undefined;
        return commandId;
      });
    },
    [begin, drive, followable],
  );
  const follow = useCallback(
    (commandId: string) => {
      const signal = begin();
      setRun({ phase: 'pending', commandId, progress: undefined });
      void drive(signal, () => Promise.resolve(commandId));
    },
    [begin, drive],
  );
  const reset = useCallback(() => {
    begin();
    setRun({ phase: 'idle' });
  }, [begin]);
  return { run, submit, follow, reset };
}
