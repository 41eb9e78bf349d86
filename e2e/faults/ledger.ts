import { decodeRecord } from '@metamorphosis/contract';
import type { EventLog } from '@metamorphosis/core';
import { openPlatform, openService, readSettings } from '@metamorphosis/wiring';
import type { Platform } from '../platform/platform.js';

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
    placedEvents: () => placedEvents(outside.log),
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

async function placedEvents(log: EventLog): Promise<readonly string[]> {
  const ranges = await log.ranges('orders.events');
  const ends = new Map(ranges.map(({ partition, end }) => [partition, end]));
  const open = new Set(ranges.filter((r) => r.end > r.earliest).map((r) => r.partition));
  const seen = new Set<number>();
  const orders: string[] = [];
  if (open.size === 0) return orders;
  const complete = Promise.withResolvers<void>();
  const reader = log.read(
    { group: `ledger-${crypto.randomUUID()}`, topics: ['orders.events'] },
    {
      onAssigned: () => undefined,
      onRevoked: () => Promise.resolve(),
      onHealth: () => undefined,
      onRecords: (_assignment, records) => {
        for (const log of records) {
          const record = decodeRecord(log);
          if (record.type === 'orders.OrderPlaced' && !seen.has(record.publishNumber ?? -1)) {
            seen.add(record.publishNumber ?? -1);
            orders.push((record.data as { orderId: string }).orderId);
          }
          if (log.offset + 1 === ends.get(log.partition)) open.delete(log.partition);
        }
        if (open.size === 0) complete.resolve();
      },
    },
  );
  await complete.promise;
  await reader.close();
  return orders;
}
