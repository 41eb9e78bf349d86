import { expect, test } from 'vitest';
import { MemoryDatabase } from '../store/memory-database.js';
import { createMemoryStore } from '../store/memory-store.js';
import { acquit } from './acquit.js';

const LEASE = { consumer: 'commands', topic: 'orders.commands', partition: 0 };

test('a death that the node caused does not count towards the two that condemn a record; others do', async () => {
  const store = createMemoryStore({ database: new MemoryDatabase() });
  const endedOnPurpose = new Set(['killed-by-node']);
  const first = await store.takeLease(LEASE, 'killed-by-node');
  await store.markAttempt(first, 'r1');
  const second = acquit(await store.takeLease(LEASE, 'crashes'), endedOnPurpose);
  expect(second).toMatchObject({ unclean: true, suspect: { record: 'r1', deaths: 0 } });
  await store.markAttempt(second, 'r1', second.suspect?.deaths);
  const third = acquit(await store.takeLease(LEASE, 'last'), endedOnPurpose);
  expect(third.suspect).toMatchObject({ record: 'r1', deaths: 1 });
});

test('a fence without a suspect stays as it is', async () => {
  const store = createMemoryStore({ database: new MemoryDatabase() });
  const fence = await store.takeLease(LEASE, 'a');
  expect(acquit(fence, new Set(['a']))).toBe(fence);
});
