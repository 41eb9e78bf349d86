import { internals, type RequestQueue } from './kafkajs-internals.js';

/**
 * kafkajs 2.2.4 re-arms a timer after every check of its request queue, also when nothing is
 * pending: one timer a millisecond and connection, for ever, with a negative timeout on top
 * (kafkajs#1768). With nothing pending there is nothing to check. Justified in docs/patches.md.
 */
export function patchRequestQueue(): void {
  const { prototype } = internals.RequestQueue as { prototype: RequestQueue & { patched?: true } };
  if (prototype.patched) return;
  const { scheduleCheckPendingRequests: original } = prototype as {
    scheduleCheckPendingRequests: (this: RequestQueue) => void;
  };
  prototype.scheduleCheckPendingRequests = function schedule(this: RequestQueue): void {
    if (this.pending.length > 0) original.call(this);
  };
  prototype.patched = true;
}
