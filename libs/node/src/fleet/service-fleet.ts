import type { ConsumerOrder, DownWorker, EndTarget, WorkerFacts } from '@metamorphosis/contract';
import { background, type Logger } from '@metamorphosis/core';
import type { ConsumerPlan } from '../plan/consumer-plan.js';
import { WorkerProcess, type WorkerRole } from '../worker/worker-process.js';
import type { EndedWorkers } from './ended-workers.js';
import { recyclingDue } from './recycling-due.js';

/** What the workers of a service on this node need. */
export interface ServiceFleetOptions {
  readonly service: string;
  /** The worker's module. */
  readonly module: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly closeTimeoutMs: number;
  /** Shared by all fleets of the node. */
  readonly ended: EndedWorkers;
  /** Called when anything about the workers has changed. */
  readonly onChange: () => void;
  readonly logger: Logger;
}

/** A worker and what is going on with it. */
export interface Member {
  readonly worker: WorkerProcess;
  /** Grows with each worker: the newest has the highest. */
  readonly number: number;
  readonly luck: number;
  /** The one that leaves once this one has joined. It counts in its place until then. */
  replaces: Member | undefined;
}

const SHARED: WorkerRole = { kind: 'shared' };

/**
 * The workers of one service on this node, brought in line with the plan step by step: whenever
 * something changes it looks at what there is and does what is missing. Nobody leaves a consumer
 * before those who are to take it over have joined.
 */
export class ServiceFleet {
  private plan: readonly ConsumerPlan[] = [];
  private members: readonly Member[] = [];
  private count = 0;
  private closing: Promise<void> | undefined;
  private cutOff = false;

  constructor(private readonly options: ServiceFleetOptions) {}

  get service(): string {
    return this.options.service;
  }

  get consumers(): readonly ConsumerPlan[] {
    return this.plan;
  }

  /** Every process that has not ended, also those that are leaving. */
  get workers(): readonly WorkerProcess[] {
    return this.members.map(({ worker }) => worker);
  }

  /** Follows this plan from now on. */
  follow(plan: readonly ConsumerPlan[]): void {
    this.plan = plan;
    this.adjust();
  }

  private adjust(): void {
    this.members = this.members.filter(({ worker }) => !worker.isGone);
    if (this.closing) return;
    for (const member of this.members) this.finishReplacement(member);
    for (const { name, processes } of this.plan) {
      const role: WorkerRole = { kind: 'own', consumer: name };
      // Back in the shared worker, it keeps its own ones until that has joined.
      const isHandedBack =
        processes === undefined && this.sharedMember()?.worker.consumer(name)?.joined;
      if (processes === undefined && !isHandedBack) continue;
      this.size(role, processes ?? 0);
    }
    this.size(SHARED, this.sharedOrders().length > 0 ? 1 : 0);
    for (const { worker } of this.members) {
      if (!worker.isLeaving) worker.order(this.ordersFor(worker.role));
    }
    this.recycle();
    this.options.onChange();
  }

  /** Starts what is missing of a role; of what is too many, those leave that are not up, then the newest. */
  private size(role: WorkerRole, wanted: number): void {
    const staying = this.staying(role);
    for (let missing = wanted - staying.length; missing > 0; missing--) this.start(role, undefined);
    const leastUsedFirst = [...staying].sort(
      (a, b) => Number(a.worker.isUp) - Number(b.worker.isUp) || b.number - a.number,
    );
    for (const member of leastUsedFirst.slice(0, Math.max(0, staying.length - wanted))) {
      void this.dismiss(member, 'stop');
    }
  }

  /** Those of a role that count: not the leaving ones, nor those that wait to take another's place. */
  staying(role: WorkerRole): readonly Member[] {
    return this.members.filter(
      ({ worker, replaces }) => !worker.isLeaving && !replaces && isSameRole(worker.role, role),
    );
  }

  private sharedMember(): Member | undefined {
    return this.staying(SHARED)[0];
  }

  private start(role: WorkerRole, replaces: Member | undefined): void {
    const { service, module, env, closeTimeoutMs, ended, logger } = this.options;
    const worker = new WorkerProcess({
      service,
      role,
      module,
      env,
      closeTimeoutMs,
      orders: this.ordersFor(role),
      endedOnPurpose: () => ended.instances,
      onChange: () => this.adjust(),
      logger,
    });
    const member = { worker, number: ++this.count, luck: Math.random(), replaces };
    this.members = [...this.members, member];
  }

  private dismiss({ worker }: Member, how: 'stop' | 'kill'): Promise<void> {
    this.acquit([worker]);
    const gone = worker.end(how).finally(() => this.adjust());
    background(`the end of ${worker.process.name}`, this.options.logger, gone);
    return gone;
  }

  /** Before they end: those who take their partitions over are to know. Also a stop may end in a kill, at its deadline. */
  private acquit(workers: readonly WorkerProcess[]): void {
    this.options.ended.add(
      workers.flatMap(({ isLeaving, instance }) => (isLeaving ? [] : (instance ?? []))),
    );
  }

  /** Tells every worker anew what it is to do, and whom nodes have ended. */
  tellOrders(): void {
    for (const { worker } of this.members) if (!worker.isLeaving) worker.tellOrders();
  }

  private ordersFor(role: WorkerRole): readonly ConsumerOrder[] {
    if (role.kind === 'shared') return this.sharedOrders();
    return this.plan.filter(({ name }) => name === role.consumer).map(orderOf);
  }

  /** What lives in the shared worker: what has no processes of its own, or none yet that have joined. */
  private sharedOrders(): readonly ConsumerOrder[] {
    const runs = new Set(this.sharedMember()?.worker.ordered.map(({ name }) => name));
    return this.plan
      .filter(({ name, processes }) => {
        if (processes === undefined) return true;
        return processes > 0 && runs.has(name) && !this.haveJoined(name, processes);
      })
      .map(orderOf);
  }

  /** Whether the processes of a consumer have taken over: all that can. */
  private haveJoined(consumer: string, processes: number): boolean {
    const own = this.staying({ kind: 'own', consumer });
    const joined = own.filter(({ worker }) => worker.consumer(consumer)?.joined);
    const broken = own.filter(({ worker }) => worker.process.isCrashLooping);
    return joined.length > 0 && joined.length + broken.length >= processes;
  }

  private finishReplacement(member: Member): void {
    const old = member.replaces;
    if (!old) return;
    const isOver = old.worker.isLeaving || !this.members.includes(old);
    if (!isOver && !member.worker.hasJoined) return;
    member.replaces = undefined;
    if (!isOver) void this.dismiss(old, 'stop');
  }

  /** Replaces one worker at a time; the fresh one joins before the old one leaves. */
  private recycle(): void {
    if (this.members.some(({ replaces, worker }) => replaces ?? worker.isLeaving)) return;
    const limits = new Map(this.plan.map(({ name, recycling }) => [name, recycling]));
    for (const member of this.members) {
      const { worker, luck } = member;
      const { status } = worker;
      if (!status || !worker.hasJoined) continue;
      const ageMs = Date.now() - worker.process.startedAt.getTime();
      const own = new Map(
        [...limits].filter(([name]) => worker.ordered.some((o) => o.name === name)),
      );
      const reason = recyclingDue({ status, ageMs, luck }, own);
      if (reason === undefined) continue;
      this.options.logger.info(
        { pid: worker.pid },
        `${worker.process.name} is replaced: ${reason}`,
      );
      this.start(worker.role, member);
      return;
    }
  }

  /**
   * Ends what is meant; fresh processes take its place. Answers the processes it met, and when they
   * are gone.
   */
  end(
    target: Exclude<EndTarget, { kind: 'node' }>,
    how: 'stop' | 'kill',
  ): { readonly pids: readonly number[]; readonly gone: Promise<unknown> } {
    const met = this.members.filter(({ worker }) => {
      if (worker.pid === undefined) return false;
      if (target.kind === 'worker') return worker.pid === target.pid;
      if (target.kind === 'consumer') return worker.ordered.some((o) => o.name === target.consumer);
      return true;
    });
    const pids = met.flatMap(({ worker }) => worker.pid ?? []);
    const gone = Promise.all(met.map((member) => this.dismiss(member, how)));
    this.adjust();
    return { pids, gone };
  }

  facts(): readonly WorkerFacts[] {
    return this.members.flatMap(({ worker }) => worker.facts() ?? []);
  }

  down(): readonly DownWorker[] {
    return this.members.flatMap(({ worker }) => worker.down() ?? []);
  }

  /** Lets every worker finish, commit and leave. Resolves when all are gone. */
  close(): Promise<void> {
    this.closing ??= this.shutDown('stop');
    return this.closing;
  }

  /** Ends every worker at once, and starts no others. Resolves when all are gone. */
  kill(): Promise<void> {
    const gone = this.shutDown('kill');
    this.closing ??= gone;
    return gone;
  }

  private async shutDown(how: 'stop' | 'kill'): Promise<void> {
    const { workers } = this;
    this.acquit(workers);
    await Promise.all(workers.map((worker) => worker.end(how)));
    this.cutOff = workers.some(({ process }) => process.wasCutOff);
    this.adjust();
  }

  /** Whether a worker left work in hand when the fleet was closed. */
  get wasCutOff(): boolean {
    return this.cutOff;
  }
}

function isSameRole(a: WorkerRole, b: WorkerRole): boolean {
  if (a.kind === 'own' && b.kind === 'own') return a.consumer === b.consumer;
  return a.kind === b.kind;
}

function orderOf({ name, paused, concurrency, fixed }: ConsumerPlan): ConsumerOrder {
  return { name, paused, concurrency, ...fixed };
}
