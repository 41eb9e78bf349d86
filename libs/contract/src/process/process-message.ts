/** What a supervised process tells its supervisor over the IPC channel. */
export type ProcessMessage =
  /** It is up. `facts` are for people and the service web. */
  | { readonly kind: 'ready'; readonly facts: Readonly<Record<string, unknown>> }
  /** Its readiness changed; `reasons` name what is down. */
  | { readonly kind: 'readiness'; readonly ready: boolean; readonly reasons: readonly string[] }
  /** It cannot start, and says why before it exits. */
  | { readonly kind: 'failed'; readonly message: string };

/** How processes of the platform end. */
export const EXIT_CODES = {
  /** Stopped as asked, nothing left in hand. */
  stopped: 0,
  /** Could not start, or broke down. */
  failed: 1,
  /** Asked to stop, and cut off: at the deadline, or by a second signal. */
  cutOff: 3,
} as const;
