import { orderOf, PLACE, PLACE_ASYNC } from '../../platform/documents.js';
import { ask, type Answer } from '../../platform/graphql-client.js';
import type { SentCommand, Told } from './sent-command.js';

/** How much is sent, and how. */
export interface LoadOptions {
  /** Where the gateway is. */
  readonly url: string;
  /** Commands a second. @default 200 */
  readonly rate?: number;
  /** Customers, each a key of its own. @default 50 */
  readonly keys?: number;
  /** Commands that wait for their answers at most; beyond them the load waits, too. @default 300 */
  readonly inFlight?: number;
}

const CANCEL = /* GraphQL */ `
  mutation Cancel($input: CancelOrderInput!, $key: ID) {
    cancelOrder(input: $input, idempotencyKey: $key) {
      __typename
    }
  }
`;

const TICK_MS = 10;
/** Every so many commands one waits for its answer, and one takes an order back. */
const SYNC_EVERY = 10;
const CANCEL_EVERY = 20;
const STOCKED = 5;

/**
 * Sends commands to a gateway at an even pace, as clients do: over HTTP, each under an idempotency
 * key. It keeps what it sent and what it was told; what is unknown it sends again under the same key.
 */
export class Load {
  readonly sent: SentCommand[] = [];
  private readonly under = new Set<Promise<void>>();
  private readonly run = crypto.randomUUID().slice(0, 8);
  private readonly cancellable: string[] = [];
  private readonly begun = performance.now();
  private ended: number | undefined;
  private timer: NodeJS.Timeout | undefined;
  private skipped = 0;

  private constructor(private readonly options: LoadOptions) {
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  /** Begins to send, until `stop`. */
  static start(options: LoadOptions): Load {
    return new Load(options);
  }

  /** Commands a second that were sent for the first time, so far or until the load was stopped. */
  get rate(): number {
    const seconds = ((this.ended ?? performance.now()) - this.begun) / 1000;
    return this.sent.length / seconds;
  }

  /** Commands that wait for their answers. */
  get waiting(): number {
    return this.under.size;
  }

  /** Resolves once so many commands have been sent. */
  async until(count: number, deadlineMs = 120_000): Promise<void> {
    const deadline = performance.now() + deadlineMs;
    while (this.sent.length < count) {
      if (performance.now() > deadline) {
        throw new Error(`only ${this.sent.length} of ${count} commands within ${deadlineMs} ms`);
      }
      await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    }
  }

  /** Sends no new commands; resolves when every answer is there, or was given up. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.ended ??= performance.now();
    await Promise.all(this.under);
  }

  /** Sends again, under the same keys, what nobody promised to handle. At most so long. */
  async settle(deadlineMs: number): Promise<void> {
    const deadline = performance.now() + deadlineMs;
    while (performance.now() < deadline) {
      const open = this.sent.filter(({ told }) => told.kind === 'unknown');
      if (open.length === 0) return;
      for (let n = 0; n < open.length; n += 50) {
        await Promise.all(open.slice(n, n + 50).map((command) => this.send(command)));
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  private tick(): void {
    const { rate = 200, inFlight = 300 } = this.options;
    const due = Math.floor(((performance.now() - this.begun) / 1000) * rate) - this.skipped;
    while (this.sent.length < due) {
      if (this.under.size >= inFlight) {
        // Clients that wait send nothing: what they did not send meanwhile is not made up for.
        this.skipped += due - this.sent.length;
        return;
      }
      const command = this.next();
      this.sent.push(command);
      const work = this.send(command).finally(() => this.under.delete(work));
      this.under.add(work);
    }
  }

  private next(): SentCommand {
    const n = this.sent.length;
    const { keys = 50 } = this.options;
    const common = {
      n,
      idempotencyKey: `${this.run}-${n}`,
      tries: 0,
      told: { kind: 'unknown', reason: 'not sent yet' } as Told,
    };
    const orderId = n % CANCEL_EVERY === 7 ? this.cancellable.shift() : undefined;
    if (orderId !== undefined) {
      const input = { orderId };
      return { ...common, field: 'cancelOrder', input, key: orderId, timing: 'sync' };
    }
    const customer = `customer-${n % keys}`;
    // One half finds stock, the other is refused by inventory.
    const product = n % 2 === 0 ? `p${((n / 2) % STOCKED) + 1}` : 'none';
    const timing = n % SYNC_EVERY === 3 ? 'sync' : 'async';
    const input = { ...orderOf(customer, product) };
    return { ...common, field: 'placeOrder', input, key: customer, timing };
  }

  private async send(command: SentCommand): Promise<void> {
    command.tries += 1;
    const { field, timing, input, idempotencyKey: key } = command;
    const query = field === 'cancelOrder' ? CANCEL : timing === 'sync' ? PLACE : PLACE_ASYNC;
    try {
      command.told = toldBy(await ask(this.options.url, query, { input, key }));
    } catch (error) {
      command.told = { kind: 'unknown', reason: reasonOf(error) };
    }
    if (field === 'placeOrder' && command.told.kind === 'answered') {
      const { id } = command.told.result as { id?: string };
      if (id !== undefined) this.cancellable.push(id);
    }
  }
}

/** What an answer promises. */
function toldBy({ status, data, errors }: Answer): Told {
  const { extensions, message } = errors?.[0] ?? {};
  if (extensions?.['code'] === 'RESULT_TIMEOUT') {
    return { kind: 'accepted', commandId: String(extensions['commandId']) };
  }
  const [value] = Object.values((data ?? {}) as Record<string, Record<string, unknown> | null>);
  if (errors || !value) {
    const code = JSON.stringify(extensions?.['code'] ?? status);
    return { kind: 'unknown', reason: `${code}: ${message}` };
  }
  const { commandId } = value;
  if (typeof commandId === 'string') return { kind: 'accepted', commandId };
  return { kind: 'answered', result: value };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
