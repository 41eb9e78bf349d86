import { randomUUID } from 'node:crypto';
import {
  NODE_PRESENCE,
  nodeChannel,
  type ConsumerFacts,
  type DeadLetterSummary,
  type NodeFacts,
  type NodeReply,
  type NodeRequest,
  type WorkerFacts,
} from '@metamorphosis/contract';
import {
  followDesiredState,
  silentLogger,
  type Board,
  type DesiredStateFollower,
  type EventLog,
  type Presence,
  type Subscription,
} from '@metamorphosis/core';

/** What a test's node runs. */
export interface TestNodeOptions {
  readonly name: string;
  readonly board: Board;
  readonly log: EventLog;
  /** Consumers by service. */
  readonly services: Readonly<Record<string, readonly string[]>>;
  readonly letters?: readonly DeadLetterSummary[];
}

/** The first process id that it gives away. */
const FIRST_PID = 1001;

/**
 * A node that runs no processes: it announces itself, follows what operators want, and answers requests
 * over the board, as real nodes do. What it "runs" are entries of a list.
 */
export class TestNode {
  readonly incarnation = randomUUID();
  /** The requests that reached it. */
  readonly requests: NodeRequest[] = [];
  /** Does not answer. */
  silent = false;
  /** Refuses everything, with this reason. */
  refusal: string | undefined;
  /** Adopts nothing while it is set. */
  stuck = false;
  letters: DeadLetterSummary[];
  private workers: WorkerFacts[] = [];
  private follower: DesiredStateFollower | undefined;
  private listening: Subscription | undefined;
  private nextPid = FIRST_PID;
  private beats = 0;
  private waiting: { readonly version: number; readonly done: () => void }[] = [];
  private stopping = false;

  private constructor(private readonly options: TestNodeOptions) {
    this.letters = [...(options.letters ?? [])];
  }

  /** Resolves once it has adopted desired state and announced itself. */
  static async start(options: TestNodeOptions): Promise<TestNode> {
    const node = new TestNode(options);
    const { board, log, name } = options;
    node.listening = await board.listen(nodeChannel(name, node.incarnation), (message) => {
      void node.take(message as NodeRequest);
    });
    node.follower = await followDesiredState({
      log,
      name: `${name}-${node.incarnation}`,
      onChange: () => void node.adopt(),
      logger: silentLogger,
      signal: new AbortController().signal,
    });
    await node.adopt();
    return node;
  }

  get name(): string {
    return this.options.name;
  }

  get pids(): readonly number[] {
    return this.workers.map(({ pid }) => pid);
  }

  /** Changes what a worker tells, and announces it. */
  async tell(change: (worker: WorkerFacts) => WorkerFacts): Promise<void> {
    this.workers = this.workers.map(change);
    await this.announce();
  }

  /** Takes leave. */
  async leave(): Promise<void> {
    this.stopping = true;
    await this.announce();
    await this.close();
    await this.options.board.withdraw(this.presence());
  }

  /** Ends without a word, as `kill -9` does; its lease runs out. */
  async close(): Promise<void> {
    await this.listening?.close();
    await this.follower?.close();
  }

  /** Adopts what is wanted, unless it is stuck. */
  async adopt(): Promise<void> {
    if (this.stuck || !this.follower) return;
    const { name } = this.options;
    const { state } = this.follower;
    const wanted = state.isDrained(name)
      ? []
      : this.consumers().filter(({ desiredProcesses }) => desiredProcesses > 0);
    this.workers = wanted.flatMap((consumer) => {
      const own = this.workers.filter(
        (w) => w.service === consumer.service && w.consumers.includes(consumer.name),
      );
      return Array.from(
        { length: consumer.desiredProcesses },
        (_, i) => own[i] ?? this.spawn(consumer.service, consumer.name),
      );
    });
    await this.announce();
    const { version } = state;
    const settled = this.waiting.filter((one) => one.version <= version);
    this.waiting = this.waiting.filter((one) => one.version > version);
    for (const { done } of settled) done();
  }

  async announce(): Promise<void> {
    const answer = await this.options.board.announce(this.presence(), 60_000);
    if (answer.kind === 'taken') throw new Error(`${this.name} is taken`);
  }

  private presence(): Presence {
    const { name } = this.options;
    this.beats += 1;
    const facts: NodeFacts = {
      pid: 77,
      host: 'a-host',
      version: '0.1.0',
      startedAt: '2026-11-21T08:00:00.000Z',
      at: new Date(Date.parse('2026-11-21T08:00:00.000Z') + this.beats).toISOString(),
      drained: this.follower?.state.isDrained(name) ?? false,
      ...(this.stopping && { stopping: true }),
      adoptedVersion: this.stuck ? -1 : (this.follower?.state.version ?? -1),
      services: Object.keys(this.options.services),
      consumers: this.consumers(),
      workers: this.workers,
      down: [],
      machine: {
        cpus: 2,
        cpu: 0.25,
        memoryTotalBytes: 8_000_000_000,
        memoryFreeBytes: 2_000_000_000,
        diskTotalBytes: 90_000_000_000,
        diskFreeBytes: 30_000_000_000,
        load: [0.5, 0.4, 0.3],
      },
    };
    return { kind: NODE_PRESENCE, name, incarnation: this.incarnation, facts: { ...facts } };
  }

  private consumers(): ConsumerFacts[] {
    const { services, name: node } = this.options;
    return Object.entries(services).flatMap(([service, names]) =>
      names.map((name) => {
        const wanted = this.follower?.state.ofConsumer(node, service, name) ?? {};
        return {
          service,
          name,
          group: `${service}.${name}`,
          topics: [name === 'commands' ? `${service}.commands` : `${service}.events`],
          desiredProcesses: wanted.processes ?? 1,
          actualProcesses: this.workers.filter(
            (w) => w.service === service && w.consumers.includes(name),
          ).length,
          paused: wanted.paused ?? false,
          concurrency: wanted.concurrency ?? 64,
          recycling: wanted.recycling ?? {},
        };
      }),
    );
  }

  private spawn(service: string, consumer: string): WorkerFacts {
    return {
      service,
      pid: this.nextPid++,
      state: 'UP',
      reasons: [],
      startedAt: '2026-11-21T08:00:00.000Z',
      restarts: 0,
      consumers: [consumer],
      shared: false,
    };
  }

  private async take(request: NodeRequest): Promise<void> {
    this.requests.push(request);
    if (this.silent) return;
    const { id, replyTo } = request;
    const reply = await this.reply(request);
    await this.options.board.send(replyTo, { id, node: this.name, ...reply });
  }

  private async reply({ what }: NodeRequest): Promise<Omit<NodeReply, 'id' | 'node'>> {
    if (this.refusal !== undefined) return { outcome: 'REFUSED', reason: this.refusal };
    switch (what.kind) {
      case 'settle':
        await this.settled(what.version);
        return { outcome: 'DONE' };
      case 'end':
        if (what.target.kind === 'node') await this.leave();
        else await this.replace(what.target.kind === 'worker' ? what.target.pid : undefined);
        return { outcome: 'DONE' };
      case 'dead-letters':
        return { outcome: 'DONE', value: this.deadLetters(what) };
    }
  }

  private async settled(version: number): Promise<void> {
    if (!this.stuck && (this.follower?.state.version ?? -1) >= version) return;
    await new Promise<void>((done) => this.waiting.push({ version, done }));
  }

  private async replace(pid: number | undefined): Promise<void> {
    this.workers = this.workers.map((worker) =>
      pid === undefined || worker.pid === pid ? { ...worker, pid: this.nextPid++ } : worker,
    );
    await this.announce();
  }

  private deadLetters({
    service,
    request,
  }: Extract<NodeRequest['what'], { kind: 'dead-letters' }>): unknown {
    const { consumer, code, ids } = request.filter;
    const found = this.letters.filter(
      (letter) =>
        letter.service === service &&
        (consumer === undefined || letter.consumer === consumer) &&
        (code === undefined || letter.code === code) &&
        (ids === undefined || ids.includes(letter.id)),
    );
    if (request.kind !== 'list') {
      this.letters = this.letters.filter((letter) => !found.includes(letter));
      return { count: found.length };
    }
    const start = found.findIndex(({ id }) => id === request.after) + 1;
    const letters = found.slice(start, start + request.limit);
    return { letters, hasMore: found.length > start + letters.length, total: found.length };
  }
}
