import { appendFileSync } from 'node:fs';
import {
  Consumer,
  createEventDelivery,
  createNotifier,
  type EventGuarantee,
  type Store,
} from '@metamorphosis/core';
import { openService } from '@metamorphosis/wiring';
import { CONCURRENCY, Noted } from './note.ts';

// One worker with one consumer, without a supervisor: `node worker.ts <guarantee> <ledger> <hang from>`.
// The ledger tells which event began and ended, also when this process is killed in between.
const [guarantee, ledger = '', hangFrom] = process.argv.slice(2);
const { log, board, store, settings, logger } = openService('notes', 'worker');
await store.migrate();
const untyped = store as unknown as Store<never>;

const handler = {
  handle: async ({ data: { n } }: { readonly data: { readonly n: number } }): Promise<void> => {
    appendFileSync(ledger, `begin ${n}\n`);
    if (n >= Number(hangFrom)) await new Promise(() => undefined);
    appendFileSync(ledger, `end ${n}\n`);
  },
};

const name = `notes-${guarantee}`;
new Consumer({
  log,
  name,
  group: `notes.${name}`,
  topics: ['notes.events'],
  offsets: guarantee === 'at-most-once' ? 'first' : 'after',
  claim: (key) => store.takeLease(key, settings.instance),
  limits: { concurrency: CONCURRENCY, commitIntervalMs: 50 },
  sessionTimeoutMs: 6000,
  deliver: createEventDelivery({
    consumer: name,
    events: [Noted],
    handler: handler,
    guarantee: guarantee as EventGuarantee,
    log,
    store: untyped,
    notifier: createNotifier(board, untyped, logger),
    logger,
  }),
  logger,
});
