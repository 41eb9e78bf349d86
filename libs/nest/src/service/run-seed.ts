import { newUuid } from '@metamorphosis/contract';
import { outboxRecordOf, type OutboxRecord, type Store } from '@metamorphosis/core';
import type { ServiceSeed } from './seed.js';
import type { ServiceStore } from './service-adapters.js';

/** Runs a service's seed unless its version was run before; the inbox remembers. */
export async function runSeed(seed: ServiceSeed<never>, serviceStore: ServiceStore): Promise<void> {
  const store = serviceStore as unknown as Store<never>;
  const id = newUuid();
  const request = { inbox: { consumer: 'seed', recordId: seed.version }, timeoutMs: 30_000 };
  await store.unit(request, async (tx) => {
    const outbox: OutboxRecord[] = [];
    await seed.run({
      tx,
      publish: (event) => {
        outbox.push(outboxRecordOf(event, { id: id as never, correlationId: id }));
      },
    });
    return { writes: 'keep', outbox };
  });
}
