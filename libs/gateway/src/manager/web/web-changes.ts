import type { NodeWatch } from './node-watch.js';

/** Says that the web is worth a look: at once, and after each change. Ends with `signal`. */
export function webChanges(
  watch: Pick<NodeWatch, 'onChange'>,
  signal: AbortSignal | undefined,
): AsyncIterableIterator<null> {
  let isDue = true;
  let isOver = signal?.aborted ?? false;
  let wake = (): void => undefined;
  const stopListening = watch.onChange(() => {
    isDue = true;
    wake();
  });
  const end = (): void => {
    isOver = true;
    stopListening();
    wake();
  };
  signal?.addEventListener('abort', end, { once: true });
  const changes: AsyncIterableIterator<null> = {
    next: async () => {
      while (!isDue && !isOver) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (isOver) return { done: true, value: undefined };
      isDue = false;
      return { done: false, value: null };
    },
    return: () => {
      end();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]: () => changes,
  };
  return changes;
}
