import type { RecordInHand } from '@metamorphosis/contract';
import type { Deliver } from '@metamorphosis/core';
import { HangWatch } from '@metamorphosis/telemetry';
import { recordInHand } from './record-in-hand.js';
import { tellSupervisor } from './supervisor-link.js';

/** Watches for a blocked event loop; knows the record that is being worked on. */
export type Hangs = HangWatch<() => RecordInHand>;

/** Ends this process when its event loop is blocked for `limitMs`, and tells the supervisor the record. */
export function watchForHangs(limitMs: number): Hangs {
  return new HangWatch(limitMs, (blockedMs, where, at) => {
    void tellSupervisor({ kind: 'hung', blockedMs, where, ...(at && { record: at() }) });
  });
}

/** A delivery whose records are known to the watch. */
export function watched(deliver: Deliver, consumer: string, hangs: Hangs | undefined): Deliver {
  if (!hangs) return deliver;
  return (record, ownership) => {
    const since = Date.now();
    return hangs.run(
      () => recordInHand(consumer, record, since),
      () => deliver(record, ownership),
    );
  };
}
