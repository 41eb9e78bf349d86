import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeEventLog } from '@metamorphosis/core/testing';
import { DatabaseFile } from '../sqlite/database-file.js';
import { insertRecord, reserveOffsets } from './append.js';
import { deleteTopic } from './create-topics.js';
import { createEmbeddedEventLog } from './embedded-event-log.js';
import { logSchema, recordId } from './log-schema.js';
import { trimBefore } from './retention.js';
import { findTopic } from './topics.js';

describeEventLog('embedded', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'embedded-log-'));
  const file = join(directory, 'log.db');
  const direct = new DatabaseFile({ file }, logSchema);
  const slotOf = (topic: string, partition: number) =>
    direct.read((db) => (findTopic(db, topic)?.firstSlot ?? 0) + partition);
  return {
    open: async () => createEmbeddedEventLog({ file }),
    appendForeign: async ({ topic, partition, key, value, headers }) => {
      const slot = await slotOf(topic, partition);
      const record = { key, value, headers: JSON.stringify(headers) };
      await direct.write((db) =>
        insertRecord(db, recordId(slot, reserveOffsets(db, slot, 1)), record, Date.now()),
      );
    },
    deleteTopic: (topic) => direct.write((db) => deleteTopic(db, topic)),
    trim: async ({ topic, partition }, before) => {
      const slot = await slotOf(topic, partition);
      await direct.write((db) => trimBefore(db, slot, before));
    },
    close: async () => {
      await direct.close();
      await rm(directory, { recursive: true });
    },
  };
});
