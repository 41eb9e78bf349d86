import type { InboxKey, LeaseKey } from '@metamorphosis/core';

/** Advisory locks are one space for the whole database: the schema keeps services apart. */
export const leaseLock = (schema: string, { consumer, topic, partition }: LeaseKey): string =>
  JSON.stringify(['mm_lease', schema, consumer, topic, partition]);

export const recordLock = (schema: string, { consumer, recordId }: InboxKey): string =>
  JSON.stringify(['mm_inbox', schema, consumer, recordId]);
