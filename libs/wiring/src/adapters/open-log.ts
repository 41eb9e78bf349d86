import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EventLog, Logger } from '@metamorphosis/core';
import { createEmbeddedEventLog } from '@metamorphosis/embedded';
import { createKafkaEventLog } from '@metamorphosis/kafka';
import { namespacedLog } from '../log/namespaced-log.js';
import type { Settings } from '../settings/settings.js';

/** The log that the settings name: Kafka, or the embedded one. */
export function openLog(settings: Settings, instance: string, logger: Logger): EventLog {
  const { kafkaBrokers, namespace, dataDirectory } = settings;
  if (!kafkaBrokers) {
    // The data folder keeps embedded installations apart already.
    mkdirSync(dataDirectory, { recursive: true });
    return createEmbeddedEventLog({ file: join(dataDirectory, 'log.sqlite') });
  }
  const log = createKafkaEventLog({ brokers: kafkaBrokers, clientId: instance, logger });
  return namespace === undefined ? log : namespacedLog(log, namespace);
}
