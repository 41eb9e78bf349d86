import type {
  ConsumerFacts,
  ConsumerStatus,
  NodeFacts,
  StoreBacklog,
  WorkerFacts,
  WorkerState,
} from '@metamorphosis/contract';
import type { KnownNode } from './known-nodes.js';
import type { GroupLag, Lag } from './lag.js';

/** What the fields of the schema read: values, and functions for what is asked for only when it is selected. */
export type View = Readonly<Record<string, unknown>>;

/** Which part of the web is asked for. */
export interface WebFilter {
  readonly service?: string | undefined;
  readonly consumer?: string | undefined;
  readonly node?: string | undefined;
}

const LIVE: ReadonlySet<WorkerState> = new Set(['STARTING', 'UP', 'NOT_READY', 'DRAINING']);

/** Everything that nodes tell, in the form of the schema. */
export class Views {
  constructor(
    private readonly nodes: readonly KnownNode[],
    private readonly lag: Lag,
    private readonly now: number,
  ) {}

  nodeViews(name?: string): readonly View[] {
    return this.nodes.filter((node) => matches(name, node.name)).map((node) => this.node(node));
  }

  services(name?: string): readonly View[] {
    const names = new Set(this.nodes.flatMap(({ facts }) => facts.services));
    return [...names]
      .filter((service) => matches(name, service))
      .sort()
      .map((service) => this.service(service));
  }

  consumers({ service, consumer, node }: WebFilter = {}): readonly View[] {
    return this.nodes
      .filter(({ name }) => matches(node, name))
      .flatMap((known) => known.facts.consumers.map((facts) => ({ known, facts })))
      .filter(({ facts }) => matches(service, facts.service) && matches(consumer, facts.name))
      .sort((a, b) => byConsumer(a.facts, b.facts) || compare(a.known.name, b.known.name))
      .map(({ known, facts }) => this.consumer(known, facts));
  }

  workers({ service, consumer, node }: WebFilter = {}): readonly View[] {
    return this.nodes
      .filter(({ name }) => matches(node, name))
      .flatMap((known) => liveWorkers(known).map((facts) => ({ node: known.name, facts })))
      .filter(({ facts }) => matches(service, facts.service))
      .filter(({ facts }) => consumer === undefined || facts.consumers.includes(consumer))
      .sort(
        (a, b) =>
          compare(a.node, b.node) ||
          compare(a.facts.service, b.facts.service) ||
          compare(a.facts.startedAt, b.facts.startedAt) ||
          a.facts.pid - b.facts.pid,
      )
      .map(({ node: name, facts }) => this.worker(name, facts));
  }

  private node(known: KnownNode): View {
    const { name, facts } = known;
    const { machine } = facts;
    return {
      name,
      host: facts.host,
      pid: facts.pid,
      state: stateOf(known),
      version: facts.version,
      startedAt: facts.startedAt,
      lastHeartbeat: facts.at,
      cpu: machine.cpu,
      cpus: machine.cpus,
      load: machine.load,
      memory: { totalBytes: machine.memoryTotalBytes, freeBytes: machine.memoryFreeBytes },
      disk: { totalBytes: machine.diskTotalBytes, freeBytes: machine.diskFreeBytes },
      network: {
        receivedPerSecond: machine.networkReceivedPerSecond,
        sentPerSecond: machine.networkSentPerSecond,
      },
      adoptedVersion: facts.adoptedVersion,
      services: [...facts.services].sort(),
      consumers: () => this.consumers({ node: name }),
      workers: () => this.workers({ node: name }),
      down: known.lostAt === undefined ? facts.down : [],
    };
  }

  private service(name: string): View {
    const running = this.nodes.filter(({ facts }) => facts.services.includes(name));
    const backlog = this.backlog(name);
    return {
      name,
      nodes: running.map((node) => node.name),
      consumers: () => this.consumers({ service: name }),
      workers: () => this.workers({ service: name }),
      unpublished: backlog?.unpublished ?? null,
      unpublishedSeconds: backlog ? ageOf(backlog, this.now) : null,
    };
  }

  private consumer(known: KnownNode, facts: ConsumerFacts): View {
    const { service, name, group, topics } = facts;
    const here = this.statuses(service, name, known.name);
    const sum = (of: (status: ConsumerStatus) => number): number =>
      here.reduce((total, status) => total + of(status), 0);
    const lag = (): Promise<GroupLag | undefined> => this.lag.of(group, topics);
    return {
      service,
      name,
      node: known.name,
      group,
      topics,
      desiredProcesses: facts.desiredProcesses,
      // What a lost node said last is not so any more.
      actualProcesses: known.lostAt === undefined ? facts.actualProcesses : 0,
      paused: facts.paused,
      concurrency: facts.concurrency,
      recycling: facts.recycling,
      lagRecords: async () => (await lag())?.records ?? null,
      lagSeconds: async () => secondsOf(await lag(), this.statuses(service, name), this.now),
      rate: sum(({ rate }) => rate),
      recordsHandled: sum(({ recordsHandled }) => recordsHandled),
      retries: sum(({ retries }) => retries),
      deadLetters: sum(({ deadLetters }) => deadLetters),
      parked: this.backlog(service)?.parked[name] ?? null,
      fullPartitions: here.flatMap(({ fullPartitions }) =>
        fullPartitions.map(({ topic, partition }) => ({ consumer: name, topic, partition })),
      ),
      inHand: sum(({ inHand }) => inHand),
      p50: weighted(here),
      p99: greatest(here.map(({ p99Ms }) => p99Ms)),
      problems: problemsOf(known, service, name),
    };
  }

  private worker(node: string, facts: WorkerFacts): View {
    const { status, startedAt } = facts;
    const consumers = status?.consumers ?? [];
    return {
      node,
      service: facts.service,
      consumers: facts.consumers,
      pid: facts.pid,
      state: facts.state,
      reasons: facts.reasons,
      shared: facts.shared,
      startedAt,
      ageSeconds: Math.max(0, (this.now - Date.parse(startedAt)) / 1000),
      restarts: facts.restarts,
      memoryBytes: status?.memoryBytes,
      cpu: status?.cpu,
      recordsHandled: consumers.reduce((total, { recordsHandled }) => total + recordsHandled, 0),
      partitions: consumers.flatMap(({ name, partitions }) =>
        partitions.map(({ topic, partition }) => ({ consumer: name, topic, partition })),
      ),
      currentRecord: status?.currentRecord,
    };
  }

  /**
   * What waits in the store of a service. One worker of all nodes tells; when the right to publish has just gone
   * from one to another both may, and the longer queue is nearer to the truth.
   */
  private backlog(service: string): StoreBacklog | undefined {
    return this.nodes
      .flatMap(liveWorkers)
      .filter((worker) => worker.service === service)
      .flatMap(({ status }) => status?.backlog ?? [])
      .sort((a, b) => b.unpublished - a.unpublished)[0];
  }

  /** What the processes of a consumer tell of it, on one node or all. */
  private statuses(service: string, consumer: string, node?: string): readonly ConsumerStatus[] {
    return this.nodes
      .filter(({ name }) => matches(node, name))
      .flatMap(liveWorkers)
      .filter((worker) => worker.service === service)
      .flatMap(({ status }) => status?.consumers ?? [])
      .filter(({ name }) => name === consumer);
  }
}

/** How long the oldest event has waited to be published: 0 when none waits, null when it does not say when it was made. */
function ageOf({ unpublished, oldestUnpublishedAt }: StoreBacklog, now: number): number | null {
  if (unpublished === 0) return 0;
  const since = Date.parse(oldestUnpublishedAt ?? '');
  return Number.isNaN(since) ? null : Math.max(0, now - since) / 1000;
}

/** The age of the oldest record that has not ended: its worker knows it best, and a look at the log tells the rest. */
function secondsOf(
  lag: GroupLag | undefined,
  statuses: readonly ConsumerStatus[],
  now: number,
): number | null {
  if (lag?.records === 0) return 0;
  const inHand = statuses.map(({ oldestInHandAt }) => oldestInHandAt && now - oldestInHandAt);
  const oldest = greatest([lag?.oldestMs, ...inHand]);
  return oldest === null ? null : Math.max(0, oldest) / 1000;
}

/** Processes that live: those of a lost node have noticed its end. */
function liveWorkers({ facts, lostAt }: KnownNode): readonly WorkerFacts[] {
  return lostAt === undefined ? facts.workers.filter(({ state }) => LIVE.has(state)) : [];
}

function stateOf({ facts, lostAt }: KnownNode): string {
  if (lostAt !== undefined) return 'LOST';
  if (facts.stopping === true) return 'STOPPING';
  if (!facts.drained) return 'UP';
  return facts.workers.some(({ state }) => LIVE.has(state)) ? 'DRAINING' : 'DRAINED';
}

function problemsOf(
  { facts, lostAt }: Pick<KnownNode, 'lostAt'> & { readonly facts: NodeFacts },
  service: string,
  consumer: string,
): readonly string[] {
  if (lostAt !== undefined) return ['the node is lost'];
  const down = facts.down
    .filter((worker) => worker.service === service && worker.consumers.includes(consumer))
    .map(
      ({ state, reason }) => `${state === 'CRASH_LOOP' ? 'crash loop' : 'restarting'}: ${reason}`,
    );
  const unwell = facts.workers
    .filter((worker) => worker.service === service && worker.consumers.includes(consumer))
    .flatMap(({ pid, reasons }) => reasons.map((reason) => `process ${pid}: ${reason}`));
  return [...down, ...unwell];
}

/** `commands` first, then by name, then by service. */
function byConsumer(a: ConsumerFacts, b: ConsumerFacts): number {
  const rank = ({ name }: ConsumerFacts): number => (name === 'commands' ? 0 : 1);
  return rank(a) - rank(b) || compare(a.name, b.name) || compare(a.service, b.service);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function matches(wanted: string | undefined, name: string): boolean {
  return wanted === undefined || wanted === name;
}

/** The middle of several processes: each counts as much as it does. */
function weighted(statuses: readonly ConsumerStatus[]): number | null {
  const told = statuses.filter(({ p50Ms }) => p50Ms !== undefined);
  const weight = told.reduce((total, { rate }) => total + rate, 0);
  if (told.length === 0) return null;
  if (weight === 0) return greatest(told.map(({ p50Ms }) => p50Ms));
  return told.reduce((total, { p50Ms, rate }) => total + (p50Ms ?? 0) * rate, 0) / weight;
}

function greatest(values: readonly (number | undefined)[]): number | null {
  const told = values.filter((value) => value !== undefined);
  return told.length === 0 ? null : Math.max(...told);
}
