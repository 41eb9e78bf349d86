import type { Kysely } from 'kysely';
import type { CommandUpdate } from '@metamorphosis/contract';
import { openService, readSettings, type ServiceConnections } from '@metamorphosis/wiring';
import type { SentCommand } from '../load/sent-command.js';
import type { TraceRow, TraceTables } from '../subject/trace.js';
import type { Evidence, LoggedRecord, OrderRow, SubscriberLog } from './evidence.js';
import { readTopic } from './read-topic.js';

type Tables = TraceTables & {
  readonly orders: { id: string; customer_id: string; status: string };
  readonly order_lines: { order_id: string; product_id: string; quantity: number };
  readonly products: { id: string; in_stock: number };
  readonly reservations: { order_id: string; product_id: string; quantity: number };
  readonly mm_outbox: { id: number };
};

/** Consumers of the two services, and what each reads. */
const CONSUMERS = [
  { group: 'orders.commands', topic: 'orders.commands' },
  { group: 'orders.stock-outcome', topic: 'inventory.events' },
  { group: 'inventory.commands', topic: 'inventory.commands' },
  { group: 'inventory.order-lifecycle', topic: 'orders.events' },
];
const SERVICES = ['orders', 'inventory'] as const;
type Name = (typeof SERVICES)[number];
const COMMANDS = ['orders.commands', 'inventory.commands'];
const EVENTS = ['orders.events', 'inventory.events'];
const COPIES = ['orders.commands.dlq', 'inventory.events.dlq', 'orders.events.dlq'];

/** The databases and the log of an installation, looked into from outside of its processes. */
export class Books implements AsyncDisposable {
  private readonly services: Readonly<Record<Name, ServiceConnections>>;

  /** `traced` names the services whose workers leave a trace. */
  constructor(
    env: NodeJS.ProcessEnv,
    private readonly traced: readonly string[],
  ) {
    const settings = { ...readSettings(env), logLevel: 'silent' as const };
    const open = (service: Name): ServiceConnections =>
      openService(service, 'worker', { settings });
    this.services = { orders: open('orders'), inventory: open('inventory') };
  }

  /** Pieces of each product. */
  async stock(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.tables('inventory').selectFrom('products').selectAll().execute();
    return new Map(rows.map(({ id, in_stock }) => [id, in_stock]));
  }

  /** What is still under way: outbox rows not sent, and records that a consumer has not committed. */
  async leftOver(): Promise<Readonly<Record<string, number>>> {
    const left: Record<string, number> = {};
    for (const service of SERVICES) {
      const rows = await this.tables(service).selectFrom('mm_outbox').select('id').execute();
      left[`rows in the outbox of ${service}`] = rows.length;
      left[`parked records of ${service}`] = await this.services[service].store.countParked();
    }
    const { log } = this.services.orders;
    for (const { group, topic } of CONSUMERS) {
      const committed = await log.committed(group, topic);
      const ranges = await log.ranges(topic);
      left[`records that ${group} has not committed`] = ranges.reduce(
        (sum, { partition, earliest, end }) => sum + end - (committed.get(partition) ?? earliest),
        0,
      );
    }
    return left;
  }

  /** All outcomes by command id. */
  async outcomes(ids: Iterable<string>): Promise<ReadonlyMap<string, CommandUpdate>> {
    const found = new Map<string, CommandUpdate>();
    const waiting = [...new Set(ids)];
    const look = async (): Promise<void> => {
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
        const service = id.slice(0, id.indexOf('.')) as Name;
        const outcome = await this.services[service].store.outcome(id);
        if (outcome) found.set(id, outcome.update);
      }
    };
    await Promise.all(Array.from({ length: 16 }, look));
    return found;
  }

  /** Everything that must agree. */
  async evidence(run: {
    readonly sent: readonly SentCommand[];
    readonly stockBefore: ReadonlyMap<string, number>;
    readonly subscribers: readonly SubscriberLog[];
  }): Promise<Evidence> {
    const { sent, stockBefore, subscribers } = run;
    const commands = await this.topics(COMMANDS);
    const events = await this.topics([...EVENTS, ...COPIES]);
    const promised = sent.flatMap(({ told }) => (told.kind === 'accepted' ? [told.commandId] : []));
    const now = await this.stock();
    return {
      sent,
      commands,
      outcomes: await this.outcomes([...promised, ...commands.map(({ record }) => record.id)]),
      orders: await this.orders(),
      events,
      stock: new Map(
        [...stockBefore].map(([id, before]) => [id, { before, now: now.get(id) ?? 0 }]),
      ),
      reservations: await this.reservations(),
      leftOver: await this.leftOver(),
      trace: await this.trace(),
      subscribers,
    };
  }

  private async topics(names: readonly string[]): Promise<LoggedRecord[]> {
    const { log } = this.services.orders;
    return (await Promise.all(names.map((name) => readTopic(log, name)))).flat();
  }

  private async orders(): Promise<readonly OrderRow[]> {
    const db = this.tables('orders');
    const rows = await db.selectFrom('orders').select(['id', 'customer_id', 'status']).execute();
    const lines = Map.groupBy(
      await db.selectFrom('order_lines').select(['order_id', 'product_id', 'quantity']).execute(),
      ({ order_id }) => order_id,
    );
    return rows.map(({ id, customer_id, status }) => ({
      id,
      customerId: customer_id,
      status,
      lines: (lines.get(id) ?? []).map(({ product_id, quantity }) => ({
        productId: product_id,
        quantity,
      })),
    }));
  }

  private async reservations(): Promise<Evidence['reservations']> {
    const rows = await this.tables('inventory').selectFrom('reservations').selectAll().execute();
    return rows.map(({ order_id, product_id, quantity }) => ({
      orderId: order_id,
      productId: product_id,
      quantity,
    }));
  }

  private async trace(): Promise<readonly TraceRow[]> {
    const rows: TraceRow[] = [];
    for (const service of SERVICES) {
      if (!this.traced.includes(service)) continue;
      rows.push(...(await this.tables(service).selectFrom('fault_trace').selectAll().execute()));
    }
    return rows;
  }

  private tables(service: Name): Kysely<Tables> {
    return this.services[service].store.reader.withTables<Tables>();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(SERVICES.map((service) => this.services[service].close()));
  }
}
