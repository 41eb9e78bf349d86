// The other process of a spec: takes a lease, opens a unit of work, and goes on when it is told to.
import { createPostgresStore } from '../postgres-store.js';

const [url = '', schema = ''] = process.argv.slice(2);
const tell = (what: string): void => {
  process.send?.(what);
};

const store = createPostgresStore<{ numbers: { id: string; n: number } }>({
  ...{ url, schema, applicationName: 'the stopped owner' },
});
const lease = { consumer: 'commands', topic: 'orders.commands', partition: 0 };
const fence = await store.takeLease(lease, 'the stopped owner');
const goOn = new Promise((resolve) => process.once('message', resolve));
const request = { fence, inbox: { consumer: 'commands', recordId: 'r' }, timeoutMs: 600_000 };
try {
  await store.unit(request, async (tx) => {
    await tx.insertInto('numbers').values({ id: 'by the old owner', n: 1 }).execute();
    tell('open');
    await goOn;
    return { writes: 'keep', outbox: [] };
  });
  tell('committed');
} catch (error) {
  tell(String((error as { code?: unknown }).code ?? error));
}
await store.close();
process.disconnect();
