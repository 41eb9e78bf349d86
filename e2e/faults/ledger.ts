import { openPlatform, openService, readSettings } from '@metamorphosis/wiring';
import type { Platform } from '../platform/platform.js';
import { withoutRepeats } from './ledger/check-numbers.js';
import { readTopic } from './ledger/read-topic.js';

/** What stands in the places that must agree: the log of events, and the table of orders. */
export interface Ledger extends AsyncDisposable {
  /** Order ids of all OrderPlaced events on the log, repeats of one publish number left out. */
  placedEvents(): Promise<readonly string[]>;
  /** The ids of all orders. */
  orders(): Promise<readonly string[]>;
}

/** Opens log and database of a platform beside its processes. */
export function openLedger(platform: Platform): Ledger {
  const settings = { ...readSettings(platform.env), logLevel: 'silent' as const };
  const outside = openPlatform('ledger', settings);
  const service = openService('orders', 'worker', { settings });
  return {
    placedEvents: async () =>
      withoutRepeats(await readTopic(outside.log, 'orders.events'))
        .filter(({ record }) => record.type === 'orders.OrderPlaced')
        .map(({ record }) => (record.data as { orderId: string }).orderId),
    orders: async () => {
      const reader = service.store.reader.withTables<{ orders: { id: string } }>();
      return (await reader.selectFrom('orders').select('id').execute()).map((row) => row.id);
    },
    [Symbol.asyncDispose]: async () => {
      await service.close();
      await outside.close();
    },
  };
}
