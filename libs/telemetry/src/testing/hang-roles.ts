import type { RecordInHand } from '@metamorphosis/contract';
import { HangWatch } from '../watchdog/hang-watch.js';

const LIMIT_MS = 500;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const record = (offset: number): RecordInHand => {
  const since = new Date().toISOString();
  return { consumer: 'commands', topic: 'orders.commands', partition: 0, offset, key: null, since };
};

function watch(): HangWatch<RecordInHand> {
  return new HangWatch<RecordInHand>(LIMIT_MS, (blockedMs, where, at) => {
    process.send?.({ kind: 'hung', blockedMs, where, ...(at && { record: at }) });
  });
}

/** Handles three records at once; the second begins to block after it has waited for something. */
async function hangIn(block: () => unknown): Promise<never> {
  const hangs = watch();
  const idle = (): Promise<void> => pause(60_000);
  await Promise.all([
    hangs.run(record(6), idle),
    hangs.run(record(7), () => pause(200).then(block)),
    hangs.run(record(8), idle),
  ]);
  throw new Error('it was not ended');
}

/** Roles of `process-roles.ts` that are watched for hangs. */
export const hangRoles = {
  'hang-in-loop': () =>
    hangIn(() => {
      for (;;);
    }),
  'hang-in-regex': () => hangIn(() => /^(a+)+$/.test(`${'a'.repeat(60)}b`)),
  'hang-in-wait': () =>
    hangIn(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000)),
  /** Blocks for less than the limit, time and again. */
  busy: async (): Promise<never> => {
    watch();
    process.stdout.write('busy\n');
    for (const end = Date.now() + 3000; Date.now() < end;) {
      for (const until = Date.now() + 150; Date.now() < until;);
      await pause(1);
    }
    process.stdout.write('done\n');
    process.exit(0);
  },
};
