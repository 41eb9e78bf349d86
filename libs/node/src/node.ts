import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { errors, eventTopic, type NodeFacts, type WorkerFacts } from '@metamorphosis/contract';
import {
  aborted,
  followDesiredState,
  Relay,
  untilReachable,
  type Board,
  type EventLog,
  type Logger,
  type Readiness,
} from '@metamorphosis/core';
import { consumerFacts } from './facts/consumer-facts.js';
import { MachineMeter } from './facts/machine-facts.js';
import { EndedWorkers } from './fleet/ended-workers.js';
import { Fleets, type FleetService } from './fleet/fleets.js';
import { reportReadiness } from './fleet/report-readiness.js';
import { Announcer } from './presence/announcer.js';
import { performTask } from './requests/node-tasks.js';
import { serveRequests } from './requests/request-server.js';
import { VERSION } from './version.js';

/** What a node is made of. */
export interface NodeOptions {
  /** Unique among nodes: letters, digits, `.`, `_` and `-`. @default the host's name */
  readonly name?: string;
  readonly services: readonly FleetService[];
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
  /** Ends the node's process when an operator asks for it. @default SIGTERM or SIGKILL to this process */
  readonly endNode?: (how: 'stop' | 'kill') => void;
}

/** A running node. */
export interface RunningNode {
  readonly name: string;
  readonly incarnation: string;
  /** The worker processes that live. */
  readonly workers: readonly WorkerFacts[];
  /** Whether a worker left work in hand, or had to be killed, when the node was closed. */
  readonly wasCutOff: boolean;
  /** Stops the workers (each finishes what it has in hand), then the relay; gives the name back. */
  close(): Promise<void>;
}

/**
 * Starts a node: its name on the board, the workers of its services as operators want them, and the
 * relay. What operators want is adopted before the first worker starts. Resolves when every worker has
 * come up, or is in a crash loop. Rejects with CONFIGURATION_INVALID when the name stays taken for a
 * whole lease, or is none.
 */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const { log, board, services, logger, signal, readiness } = options;
  const name = options.name ?? hostname();
  requireName(name);
  const incarnation = randomUUID();
  const ended = new EndedWorkers(board, logger);
  const fleets = new Fleets({ ...options, node: name, ended });
  const standing = { isStopping: false };
  const facts = factsOf(fleets, ended, services, standing);
  const announcer = new Announcer({ board, name, incarnation, facts, logger });
  const parts: Part[] = [];
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    // Whoever watches sees that it leaves, and does not take it for lost.
    standing.isStopping = true;
    announcer.changed();
    return (closing ??= closeAll(parts.reverse()));
  };
  try {
    const tasks = { fleets, log, endNode: options.endNode ?? endThisProcess };
    parts.push(
      await untilReachable(
        'the board',
        () =>
          serveRequests({
            board,
            name,
            incarnation,
            logger,
            perform: async (task, expiresAt) => {
              const answer = await performTask(task, expiresAt, tasks);
              // Who asks for the facts right after the answer sees what was done.
              if (task.kind === 'settle' || task.kind === 'end') await announcer.announce();
              return answer;
            },
          }),
        logger,
        signal,
      ),
    );
    parts.push(await untilReachable('the board', () => ended.share(), logger, signal));
    await untilReachable('the board', () => announcer.take(signal), logger, signal);
    parts.push(announcer);
    parts.push(await startRelay(options));
    const desired = readiness.check('desired state');
    const follower = await followDesiredState({
      log,
      // Each run reads for itself: the group of one that died holds its partition for a while.
      name: `${name}.${incarnation}`,
      onChange: (state) => fleets.adopt(state),
      onHealth: (health) =>
        health.state === 'up' ? desired.up() : desired.down(String(health.reason)),
      logger,
      signal,
    });
    parts.push(follower);
    reportReadiness(fleets, readiness);
    fleets.onChange(() => announcer.changed());
    parts.push(fleets);
    await Promise.race([haveStarted(fleets), aborted(signal)]);
    announcer.changed();
    return {
      name,
      incarnation,
      get workers() {
        return fleets.all.flatMap((fleet) => fleet.facts());
      },
      get wasCutOff() {
        return fleets.all.some((fleet) => fleet.wasCutOff);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Part = { close(): Promise<void> };

async function closeAll(parts: readonly Part[]): Promise<void> {
  for (const part of parts) await part.close();
}

function requireName(name: string): void {
  if (/^[\w.-]{1,100}$/.test(name)) return;
  throw errors.CONFIGURATION_INVALID([
    `"${name}" is no name for a node: letters, digits, ".", "_" and "-", 100 at most.`,
  ]);
}

/** The answer to who asked goes out first. */
function endThisProcess(how: 'stop' | 'kill'): void {
  setTimeout(() => process.kill(process.pid, how === 'stop' ? 'SIGTERM' : 'SIGKILL'), 200);
}

function factsOf(
  fleets: Fleets,
  ended: EndedWorkers,
  services: readonly FleetService[],
  standing: { readonly isStopping: boolean },
): () => Promise<NodeFacts> {
  const meter = new MachineMeter();
  const startedAt = new Date().toISOString();
  return async () => ({
    pid: process.pid,
    host: hostname(),
    version: VERSION,
    startedAt,
    at: new Date().toISOString(),
    drained: fleets.isDrained,
    ...(standing.isStopping && { stopping: true }),
    adoptedVersion: fleets.version,
    services: services.map(({ name }) => name),
    consumers: fleets.all.flatMap(consumerFacts),
    workers: fleets.all.flatMap((fleet) => fleet.facts()),
    down: fleets.all.flatMap((fleet) => fleet.down()),
    endedWorkers: ended.instances,
    machine: await meter.measure(),
  });
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

/** Resolves once each worker that is wanted has come up, or has failed to again and again. */
async function haveStarted(fleets: Fleets): Promise<void> {
  await fleets.until(
    () =>
      fleets.all.every(({ workers }) =>
        workers.every((worker) => worker.isUp || worker.isLeaving || worker.process.isCrashLooping),
      ),
    Number.POSITIVE_INFINITY,
  );
}
