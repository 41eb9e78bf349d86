import { isDeepStrictEqual } from 'node:util';
import {
  errors,
  WORKER_ARGS,
  type ConsumerOrder,
  type ConsumerStatus,
  type DeadLetterRequest,
  type DownWorker,
  type ProcessMessage,
  type WorkerFacts,
  type WorkerState,
  type WorkerStatus,
} from '@metamorphosis/contract';
import { within, type Logger } from '@metamorphosis/core';
import { SupervisedProcess } from '../supervisor/supervised-process.js';

/** What a worker is for: all consumers without processes of their own, or one consumer. */
export type WorkerRole =
  { readonly kind: 'shared' } | { readonly kind: 'own'; readonly consumer: string };

/** What a worker process is made of. */
export interface WorkerProcessOptions {
  readonly service: string;
  readonly role: WorkerRole;
  readonly module: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly closeTimeoutMs: number;
  readonly orders: readonly ConsumerOrder[];
  /** Instances of workers that nodes ended themselves. */
  readonly endedOnPurpose: () => readonly string[];
  /** Called when its state or its status has changed. */
  readonly onChange: () => void;
  readonly logger: Logger;
}

type Asked = PromiseWithResolvers<unknown>;

/** A worker process of a service: kept running, told which consumers to run, listened to. */
export class WorkerProcess {
  readonly process: SupervisedProcess;
  private orders: readonly ConsumerOrder[];
  private told: WorkerStatus | undefined;
  private ending: Promise<void> | undefined;
  private readonly asked = new Map<string, Asked>();
  private askedCount = 0;
  private downSince = new Date();
  private lastCrash: string | undefined;

  constructor(private readonly options: WorkerProcessOptions) {
    const { service, role, module, env, logger, closeTimeoutMs } = options;
    this.orders = options.orders;
    this.process = new SupervisedProcess({
      name: `worker of ${role.kind === 'shared' ? service : `${service} ${role.consumer}`}`,
      module,
      args: [WORKER_ARGS.ordered],
      // Its health port is its own: the node's PORT would be taken.
      env: { ...env, PORT: '0' },
      logger,
      closeTimeoutMs,
      onMessage: (message) => this.heard(message),
      onChange: (state) => {
        if (state.kind !== 'up') this.forget();
        if (state.kind === 'waiting') {
          this.downSince = new Date();
          this.lastCrash = state.reason;
        }
        // A new process knows nothing of what was ordered before.
        if (state.kind === 'starting') setImmediate(() => this.tellOrders());
        // Not before the constructor is done: who is told looks at us.
        setImmediate(() => options.onChange());
      },
    });
  }

  get role(): WorkerRole {
    return this.options.role;
  }

  /** The consumers that it is to run. */
  get ordered(): readonly ConsumerOrder[] {
    return this.orders;
  }

  /** What it said last; undefined until this run of it has said something. */
  get status(): WorkerStatus | undefined {
    return this.told;
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  /** What it is called as an owner of leases; undefined until it is up. */
  get instance(): string | undefined {
    const { state } = this.process;
    return state.kind === 'up' ? (state.facts['instance'] as string | undefined) : undefined;
  }

  get isUp(): boolean {
    return this.process.state.kind === 'up';
  }

  /** Asked to end, by us. */
  get isLeaving(): boolean {
    return this.ending !== undefined;
  }

  get isGone(): boolean {
    return this.isLeaving && this.process.state.kind === 'stopped';
  }

  /** How a consumer is doing in it; undefined when it does not run there. */
  consumer(name: string): ConsumerStatus | undefined {
    return this.told?.consumers.find((consumer) => consumer.name === name);
  }

  /** Whether all consumers that it is to run have joined their groups. */
  get hasJoined(): boolean {
    return this.isUp && this.orders.every(({ name }) => this.consumer(name)?.joined === true);
  }

  /** Lets it run these consumers from now on. */
  order(orders: readonly ConsumerOrder[]): void {
    if (isDeepStrictEqual(orders, this.orders)) return;
    this.orders = orders;
    this.tellOrders();
  }

  /** Asks something of the service's store. Rejects with what the worker said, or when it ends, or after `ms`. */
  async ask(request: DeadLetterRequest, ms: number): Promise<unknown> {
    const id = String(++this.askedCount);
    const asked = Promise.withResolvers<unknown>();
    asked.promise.catch(() => undefined);
    this.asked.set(id, asked);
    this.process.send({ kind: 'ask', id, request });
    const late = Symbol('late');
    try {
      const answer = await within(asked.promise, ms, late);
      if (answer === late)
        throw errors.DEADLINE_EXCEEDED([`an answer of ${this.process.name}`, ms]);
      return answer;
    } finally {
      this.asked.delete(id);
    }
  }

  /** Ends it for good: `stop` lets it finish, commit and leave; `kill` does not. Resolves when it is gone. */
  end(how: 'stop' | 'kill'): Promise<void> {
    const gone = how === 'stop' ? this.process.stop() : this.process.kill();
    this.ending ??= gone;
    return gone;
  }

  /** Tells it what it is to do, and which workers were ended on purpose. */
  tellOrders(): void {
    const endedOnPurpose = this.options.endedOnPurpose();
    this.process.send({
      kind: 'run',
      consumers: this.orders,
      ...(endedOnPurpose.length > 0 && { endedOnPurpose }),
    });
  }

  private heard(message: ProcessMessage): void {
    if (message.kind === 'status') {
      this.told = message.status;
      this.options.onChange();
    } else if (message.kind === 'answer') this.asked.get(message.id)?.resolve(message.value);
    else if (message.kind === 'refusal') {
      this.asked.get(message.id)?.reject(errors.VALIDATION_FAILED([message.message]));
    }
  }

  private forget(): void {
    this.told = undefined;
    for (const { reject } of this.asked.values()) {
      reject(errors.UNAVAILABLE([this.process.name]));
    }
  }

  private get state(): WorkerState {
    const { state } = this.process;
    if (this.isLeaving) return 'DRAINING';
    if (state.kind === 'up') return state.ready ? 'UP' : 'NOT_READY';
    return this.process.isCrashLooping ? 'CRASH_LOOP' : 'STARTING';
  }

  /** The process that lives; undefined while none does. */
  facts(): WorkerFacts | undefined {
    const { pid } = this;
    if (pid === undefined) return undefined;
    const { state } = this.process;
    return {
      service: this.options.service,
      pid,
      state: this.state,
      reasons: state.kind === 'up' ? state.reasons : [],
      startedAt: this.process.startedAt.toISOString(),
      restarts: this.process.restarts,
      ...(this.lastCrash !== undefined && { lastCrash: this.lastCrash }),
      consumers: this.orders.map(({ name }) => name),
      shared: this.role.kind === 'shared',
      ...(this.told && { status: this.told }),
    };
  }

  /** That it crashed and waits; undefined while it lives. */
  down(): DownWorker | undefined {
    const { state } = this.process;
    if (state.kind !== 'waiting') return undefined;
    return {
      service: this.options.service,
      state: this.process.isCrashLooping ? 'CRASH_LOOP' : 'RESTARTING',
      consumers: this.orders.map(({ name }) => name),
      restarts: this.process.restarts,
      reason: state.reason,
      since: this.downSince.toISOString(),
    };
  }
}
