import { useEffect, useRef, useState, type DependencyList } from 'react';
import { isClientError, type Stream } from '@metamorphosis/client';

/** What a component does with a stream. */
export interface StreamUse<TData> {
  /** Subscribes: `(signal) => client.subscribe(Document, variables, { signal })`. */
  readonly open: (signal: AbortSignal) => Stream<TData>;
  /**
   * Called when the stream has begun, before its first event, and again when too much was missed to resume: load here what is
   * shown. Nothing that happens from here on is missed; events wait until it resolves.
   */
  readonly onOpen?: (signal: AbortSignal) => Promise<void> | void;
  readonly onEvent: (event: TData) => void;
}

/** How the stream stands. A lost connection is none of its states: it comes back by itself. */
export type StreamState =
  | { readonly state: 'opening' }
  | { readonly state: 'live' }
  | { readonly state: 'failed'; readonly error: unknown };

/** Keeps a subscription for as long as the component is mounted and `dependencies` are the same. */
export function useStream<TData>(use: StreamUse<TData>, dependencies: DependencyList): StreamState {
  const [state, setState] = useState<StreamState>({ state: 'opening' });
  // The functions of the last render: a new one does not begin the stream anew.
  const latest = useRef(use);
  useEffect(() => {
    latest.current = use;
  });
  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    setState({ state: 'opening' });
    const watch = async (): Promise<void> => {
      await using stream = latest.current.open(signal);
      await stream.opened;
      await latest.current.onOpen?.(signal);
      setState({ state: 'live' });
      for await (const event of stream) latest.current.onEvent(event);
    };
    const keep = async (): Promise<void> => {
      while (!signal.aborted) {
        try {
          await watch();
          return;
        } catch (error) {
          if (signal.aborted) return;
          if (isClientError(error, 'CURSOR_EXPIRED')) continue;
          setState({ state: 'failed', error });
          return;
        }
      }
    };
    void keep();
    return () => ending.abort();
  }, dependencies);
  return state;
}
