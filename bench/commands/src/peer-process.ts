import { runLoad, type Figures } from './load.ts';

/** What a peer is asked over the IPC channel. */
export interface RunRequest {
  readonly kind: 'run';
  readonly inFlight: number;
  readonly ms: number;
}

/** What a peer answers. The first is what the platform's own processes say, too. */
export type PeerMessage =
  | { readonly kind: 'ready'; readonly facts: Readonly<Record<string, unknown>> }
  | { readonly kind: 'figures'; readonly figures: Figures }
  | { readonly kind: 'failed'; readonly message: string };

/** What a process of a path does once it is up. */
export interface PeerWork {
  /** Askers: one command, there and back. */
  readonly call?: () => Promise<void>;
  readonly close?: () => Promise<void>;
}

/** Says that this process is up, and serves its parent until that one asks it to end, or is gone. */
export function servePeer({ call, close }: PeerWork): void {
  const tell = (message: PeerMessage): void => void process.send?.(message);
  process.on('message', ({ inFlight, ms }: RunRequest) => {
    if (!call) return tell({ kind: 'failed', message: 'this process asks nothing' });
    runLoad(call, inFlight, ms).then(
      (figures) => tell({ kind: 'figures', figures }),
      (error: unknown) => tell({ kind: 'failed', message: String(error) }),
    );
  });
  const end = (): void => {
    const closed = close?.() ?? Promise.resolve();
    // A profile is written at a regular end only.
    void closed.catch(() => undefined).then(() => process.exit());
  };
  process.once('SIGTERM', end).once('disconnect', end);
  // The terminal's Ctrl-C reaches the whole group; the parent decides.
  process.on('SIGINT', () => undefined);
  tell({ kind: 'ready', facts: {} });
}
