import type {
  ConsumerOrder,
  DeadLetterRequest,
  ProcessMessage,
  WorkerOrder,
} from '@metamorphosis/contract';

/** What a worker does for its supervisor. */
export interface OrderTaker {
  run(consumers: readonly ConsumerOrder[]): void;
  /** Answers something that was asked of the service's store. Rejects when it cannot. */
  ask(request: DeadLetterRequest): Promise<unknown>;
}

/**
 * The worker's end of the channel to its supervisor. Orders that come before somebody takes them are
 * kept: of several `run` the last.
 */
export class SupervisorLink {
  private readonly first = Promise.withResolvers<readonly ConsumerOrder[]>();
  private readonly asked: Extract<WorkerOrder, { kind: 'ask' }>[] = [];
  private latest: readonly ConsumerOrder[] | undefined;
  private taker: OrderTaker | undefined;
  private innocent: ReadonlySet<string> = new Set();

  /** Instances of workers that nodes ended themselves: no record is to blame for their end. */
  get endedOnPurpose(): ReadonlySet<string> {
    return this.innocent;
  }

  constructor() {
    process.on('message', (order) => this.heard(order as WorkerOrder));
  }

  /** The consumers that were ordered so far; waits for the first order. */
  async firstOrders(): Promise<readonly ConsumerOrder[]> {
    await this.first.promise;
    return this.latest ?? [];
  }

  /** From now on orders go to `taker`: those that were kept at once. */
  handTo(taker: OrderTaker): void {
    this.taker = taker;
    if (this.latest) taker.run(this.latest);
    for (const ask of this.asked.splice(0)) void this.answer(taker, ask);
  }

  private heard(order: WorkerOrder): void {
    if (order.kind === 'run') {
      this.latest = order.consumers;
      this.innocent = new Set(order.endedOnPurpose);
      this.first.resolve(order.consumers);
      this.taker?.run(order.consumers);
    } else if (this.taker) void this.answer(this.taker, order);
    else this.asked.push(order);
  }

  private async answer(
    taker: OrderTaker,
    { id, request }: Extract<WorkerOrder, { kind: 'ask' }>,
  ): Promise<void> {
    try {
      const value = await taker.ask(request);
      await tellSupervisor({ kind: 'answer', id, value });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      await tellSupervisor({ kind: 'refusal', id, message });
    }
  }
}

/** Tells the supervisor something, and resolves when that is on its way; does nothing without one. */
export function tellSupervisor(message: ProcessMessage): Promise<void> {
  return new Promise((resolve) => {
    // One that is gone hears nothing; the process ends by the loss of its channel.
    if (process.send && process.connected) process.send(message, undefined, {}, () => resolve());
    else resolve();
  });
}
