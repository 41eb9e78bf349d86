import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { errors, eventTopic } from '@metamorphosis/contract';
import {
  aborted,
  background,
  pause,
  Relay,
  untilReachable,
  type Board,
  type EventLog,
  type Lifecycle,
  type Logger,
  type Presence,
  type Readiness,
} from '@metamorphosis/core';
import { SupervisedProcess } from './supervisor/supervised-process.js';

/** A service whose workers a node runs. */
export interface NodeService {
  readonly name: string;
  /** The worker's module. */
  readonly module: string;
}

/** What a node is made of. */
export interface NodeOptions {
  /** Unique among nodes. @default the host's name */
  readonly name?: string;
  readonly services: readonly NodeService[];
  /** Services whose events are relayed to the board; usually all of the installation. */
  readonly relayed: readonly string[];
  readonly log: EventLog;
  readonly board: Board;
  /** The environment of the workers. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly partitions: number;
  readonly drainTimeoutMs: number;
  readonly readiness: Readiness;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** How long a node that says nothing counts as being there. */
const LEASE_MS = 6000;

/** A running node. */
export interface RunningNode {
  readonly name: string;
  readonly workers: readonly SupervisedProcess[];
  /** Stops the workers (each finishes what it has in hand), then the relay; gives the name back. */
  close(): Promise<void>;
}

/**
 * Starts a node: its name on the board, a worker process for each service, and the relay. Resolves when
 * every worker is up. Rejects with CONFIGURATION_INVALID when the name stays taken for a whole lease.
 */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const { board, services, logger, signal } = options;
  const presence: Presence = {
    kind: 'node',
    name: options.name ?? hostname(),
    incarnation: randomUUID(),
    facts: { pid: process.pid, host: hostname(), services: services.map((s) => s.name) },
  };
  const parts: Part[] = [];
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= closeAll(parts.reverse()));
  try {
    await untilReachable('the board', () => takeName(board, presence, signal), logger, signal);
    parts.push(keepName(board, presence, logger));
    parts.push(await startRelay(options));
    const workers = startWorkers(options);
    parts.push({
      close: async () => void (await Promise.all(workers.all.map((worker) => worker.stop()))),
    });
    await Promise.race([workers.up, aborted(signal)]);
    return { name: presence.name, workers: workers.all, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Part = Pick<Lifecycle, 'close'>;

async function closeAll(parts: readonly Part[]): Promise<void> {
  for (const part of parts) await part.close();
}

/** Renews the name until it is closed; then gives it back. */
function keepName(board: Board, presence: Presence, logger: Logger): Part {
  const heartbeat = setInterval(() => {
    background(
      'heartbeat',
      logger,
      board.announce(presence, LEASE_MS).catch(() => undefined),
    );
  }, LEASE_MS / 3);
  return {
    close: async () => {
      clearInterval(heartbeat);
      await board.withdraw(presence).catch(() => undefined);
    },
  };
}

async function startRelay(options: NodeOptions): Promise<Relay> {
  const { log, board, relayed, partitions, logger, signal, readiness } = options;
  const topics = relayed.map((service) => ({
    name: eventTopic(service),
    partitions,
    retentionMs: 7 * 24 * 60 * 60 * 1000,
  }));
  await untilReachable('the log', () => log.createTopics(topics), logger, signal);
  const check = readiness.check('relay');
  return new Relay({
    log,
    board,
    topics: topics.map((topic) => topic.name),
    logger,
    onHealth: (health) => (health.state === 'up' ? check.up() : check.down(String(health.reason))),
  });
}

interface Workers {
  readonly all: readonly SupervisedProcess[];
  /** Resolves once each of them has come up. */
  readonly up: Promise<unknown>;
}

function startWorkers(options: NodeOptions): Workers {
  const { services, env, logger, drainTimeoutMs, readiness } = options;
  const ups: Promise<void>[] = [];
  const all = services.map(({ name, module }) => {
    const first = Promise.withResolvers<void>();
    ups.push(first.promise);
    const check = readiness.check(`worker of ${name}`);
    return new SupervisedProcess({
      name: `worker of ${name}`,
      module,
      // Its health port is its own: the node's PORT would be taken.
      env: { ...env, PORT: '0' },
      logger,
      closeTimeoutMs: drainTimeoutMs + 6000,
      onChange: (state) => {
        if (state.kind === 'up') {
          first.resolve();
          if (state.ready) check.up();
          else check.down(state.reasons.join('; '));
        } else check.down(state.kind === 'waiting' ? `restarting: ${state.reason}` : state.kind);
      },
    });
  });
  return { all, up: Promise.all(ups) };
}

/** Announces the node; a name that is taken is waited for, for one lease: its holder may just have died. */
async function takeName(board: Board, presence: Presence, signal: AbortSignal): Promise<void> {
  const until = Date.now() + LEASE_MS + 1000;
  for (;;) {
    const answer = await board.announce(presence, LEASE_MS);
    if (answer.kind === 'announced') return;
    if (Date.now() > until) {
      throw errors.CONFIGURATION_INVALID([
        `A node named "${presence.name}" is running already (${JSON.stringify(answer.by.facts)}). Give this one another name with --name.`,
      ]);
    }
    await pause(500, signal);
    signal.throwIfAborted();
  }
}
