import type { ConsumerWish, EndTarget, Wish } from '@metamorphosis/contract';
import { nodesOfConsumer, nodesOfService, requireNode } from '../calls/addressees.js';
import type { NodeAnswer } from '../calls/node-answer.js';
import type { Operations } from '../calls/operations.js';
import { requireWorker } from '../calls/require-worker.js';
import { warnOfIdleProcesses } from '../calls/warn-of-idle-processes.js';
import { moveDeadLetters } from '../dead-letters/move-dead-letters.js';
import type { KnownNode } from '../web/known-nodes.js';
import type { ServiceWeb } from '../web/service-web.js';
import {
  concurrencyOf,
  filterOf,
  optionalText,
  processesOf,
  rateOf,
  reasonOf,
  recyclingOf,
  text,
  type Arguments,
} from './arguments.js';
import { servicesOf } from './queries.js';

/** What mutations work with. */
export interface MutationParts {
  readonly web: ServiceWeb;
  readonly operations: Operations;
  /** How many partitions a topic has; undefined when it is not known. */
  readonly partitions: (topic: string) => Promise<number | undefined>;
}

/** Does what was asked for. Throws an error of the catalogue when nothing was done. */
export type Mutation = (args: Arguments, by: string) => Promise<readonly NodeAnswer[]>;

/** What is set of a consumer, as its wish has it. */
type Setting = Pick<ConsumerWish, 'setting' | 'value'>;

/** The fields of Mutation. */
export function createMutations(parts: MutationParts): Readonly<Record<string, Mutation>> {
  const { web, operations } = parts;
  const nodes = (): Promise<readonly KnownNode[]> => web.watch.refresh();

  const set =
    (settings: (args: Arguments) => readonly Setting[]): Mutation =>
    async (args, by) => {
      const wanted = settings(args);
      const { service, consumer, node } = target(args);
      const addressed = nodesOfConsumer(await nodes(), service, consumer, node);
      const base = { service, consumer, node: node ?? null, at: new Date().toISOString(), by };
      const wishes = wanted.map((setting) => ({ ...base, ...setting }) as Wish);
      return operations.wish(wishes, addressed, { service, consumer }, (known) =>
        wanted.every((setting) => isShown(known, service, consumer, setting)),
      );
    };

  const drain =
    (drained: boolean): Mutation =>
    async (args, by) => {
      const node = requireNode(await nodes(), text(args, 'node'));
      const at = new Date().toISOString();
      const wish: Wish = { setting: 'drained', node: node.name, value: drained, at, by };
      return operations.wish([wish], [node], {}, ({ facts }) => facts.drained === drained);
    };

  const end =
    (
      how: 'stop' | 'kill',
      find: (args: Arguments, known: readonly KnownNode[]) => [EndTarget, readonly KnownNode[]],
    ): Mutation =>
    async (args) =>
      operations.end(how, ...find(args, await nodes()));

  return {
    scaleConsumer: async (args, by) => {
      const scale = set((given) => [{ setting: 'processes', value: processesOf(given) }]);
      return warnOfIdleProcesses(await scale(args, by), args, await nodes(), parts.partitions);
    },
    setConcurrency: set((args) => [{ setting: 'concurrency', value: concurrencyOf(args) }]),
    setRecycling: set((args) => [{ setting: 'recycling', value: recyclingOf(args) }]),
    pauseConsumer: set(() => [{ setting: 'paused', value: true }]),
    resumeConsumer: set(() => [{ setting: 'paused', value: false }]),
    resetConsumer: set(() =>
      (['processes', 'concurrency', 'recycling', 'paused'] as const).map((setting) => ({
        setting,
        value: null,
      })),
    ),
    drainNode: drain(true),
    undrainNode: drain(false),
    stopWorker: end('stop', workerOf),
    killWorker: end('kill', workerOf),
    stopConsumer: end('stop', consumerOf),
    killConsumer: end('kill', consumerOf),
    stopService: end('stop', serviceOf),
    killService: end('kill', serviceOf),
    stopNode: end('stop', nodeOf),
    killNode: end('kill', nodeOf),
    replayDeadLetters: async (args) => {
      const { service, filter } = filterOf(args);
      const ratePerSecond = rateOf(args);
      const services = servicesOf(await nodes(), service);
      return moveDeadLetters(operations, services, {
        kind: 'replay',
        filter,
        ...(ratePerSecond !== undefined && { ratePerSecond }),
      });
    },
    discardDeadLetters: async (args) => {
      const { service, filter } = filterOf(args);
      const reason = reasonOf(args);
      const services = servicesOf(await nodes(), service);
      return moveDeadLetters(operations, services, { kind: 'discard', filter, reason });
    },
  };
}

function target(args: Arguments) {
  return {
    service: text(args, 'service'),
    consumer: text(args, 'consumer'),
    node: optionalText(args, 'node'),
  };
}

/** Whether a node has announced what was set. What was taken back may be anything. */
function isShown(
  { facts }: KnownNode,
  service: string,
  consumer: string,
  { setting, value }: Setting,
): boolean {
  const shown = facts.consumers.find((c) => c.service === service && c.name === consumer);
  if (!shown || value === null) return true;
  if (setting === 'paused') return shown.paused === value;
  if (setting === 'concurrency') return shown.concurrency === value;
  return (
    setting !== 'processes' || (shown.desiredProcesses === value && shown.actualProcesses === value)
  );
}

type Found = [EndTarget, readonly KnownNode[]];

function workerOf(args: Arguments, nodes: readonly KnownNode[]): Found {
  const pid = args['pid'] as number;
  const node = requireNode(nodes, text(args, 'node'));
  requireWorker(node, pid);
  return [{ kind: 'worker', pid }, [node]];
}

function consumerOf(args: Arguments, nodes: readonly KnownNode[]): Found {
  const { service, consumer, node } = target(args);
  const found = nodesOfConsumer(nodes, service, consumer, node);
  return [{ kind: 'consumer', service, consumer }, found];
}

function serviceOf(args: Arguments, nodes: readonly KnownNode[]): Found {
  const service = text(args, 'service');
  const found = nodesOfService(nodes, service, optionalText(args, 'node'));
  return [{ kind: 'service', service }, found];
}

function nodeOf(args: Arguments, nodes: readonly KnownNode[]): Found {
  return [{ kind: 'node' }, [requireNode(nodes, text(args, 'node'))]];
}
