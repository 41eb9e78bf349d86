import { consumerGroup, errors, isMetamorphosisError } from '@metamorphosis/contract';
import type { EventLog } from '@metamorphosis/core';
import { openPorts, openServiceStore, readSettings } from '@metamorphosis/wiring';
import { timeOf } from '../dead-letters/letter-options.js';
import { counted } from '../terminal/counted.js';
import { findWorkspace, pickServices } from '../workspace/workspace.js';
import { parkRange, readRange, type Edge, type ReplayRange } from './replay-range.js';

/** The options of `gregor replay`. */
export interface ReplayOptions {
  readonly topic: string;
  readonly from: string;
  readonly until: string;
  readonly consumer: string;
  readonly service?: string;
  readonly partition?: string;
  readonly namespace?: string;
  readonly rate?: string;
  readonly dryRun?: true;
}

/** Delivers a range of a topic to a consumer once more. Rejects with CONFIGURATION_INVALID. */
export async function replay(options: ReplayOptions): Promise<void> {
  const settings = { ...readSettings(), logLevel: 'silent' as const };
  const range = rangeOf(options);
  const rate = options.rate === undefined ? undefined : countOf('--rate', options.rate);
  const everyMs = rate === undefined ? 0 : 1000 / rate;
  const ports = openPorts('replay', settings);
  try {
    const service = await serviceOf(ports.log, options);
    const namespace = options.namespace ?? `replay-${new Date().toISOString()}`;
    const store = options.dryRun
      ? undefined
      : await openServiceStore(service, settings, `gregor-${process.pid}`);
    let read = 0;
    let added = 0;
    try {
      await readRange(ports.log, range, async (records) => {
        const base = read;
        read += records.length;
        if (store) {
          const due = (index: number): number => (base + index) * everyMs;
          added += await parkRange(store, options.consumer, namespace, records, due);
        }
        if (process.stderr.isTTY) process.stderr.write(`\r${counted(read, 'record')}`);
      });
    } finally {
      if (process.stderr.isTTY) process.stderr.write('\r');
      await store?.close();
    }
    const whom = `${service}'s consumer ${options.consumer}`;
    print(
      options.dryRun
        ? `${counted(read, 'record')} of ${range.topic} would go to ${whom}. Nothing was done.`
        : `${counted(added, 'record')} of ${range.topic} ${added === 1 ? 'goes' : 'go'} to ${whom}, ${counted(read - added, 'was', 'were')} on their way already. Namespace: ${namespace}`,
    );
  } catch (error) {
    if (!isMetamorphosisError(error, 'TOPIC_UNKNOWN')) throw error;
    throw errors.CONFIGURATION_INVALID([error.message]);
  } finally {
    await ports.close();
  }
}

/** Whose consumer it is: the one service of which a consumer of that name has read the topic. */
async function serviceOf(
  log: EventLog,
  { topic, consumer, service }: ReplayOptions,
): Promise<string> {
  const workspace = findWorkspace(process.cwd());
  const services = pickServices(workspace, service === undefined ? undefined : [service]);
  const found: string[] = [];
  for (const name of services) {
    const committed = await log.committed(consumerGroup(name, consumer), topic);
    if (committed.size > 0) found.push(name);
  }
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  throw errors.CONFIGURATION_INVALID([
    only === undefined
      ? `No consumer "${consumer}" of ${services.join(', ')} has ever read ${topic}. gregor status lists consumers and their services.`
      : `${found.join(', ')} each have a consumer "${consumer}" that reads ${topic}. Name one: --service ${only}`,
  ]);
}

function rangeOf({ topic, from, until, partition }: ReplayOptions): ReplayRange {
  return {
    topic,
    from: edgeOf('--from', from),
    ...(until !== 'end' && { until: edgeOf('--until', until) }),
    ...(partition !== undefined && { partition: countOf('--partition', partition) }),
  };
}

function edgeOf(option: string, text: string): Edge {
  if (/^\d+$/.test(text)) return { offset: Number(text) };
  return { time: Date.parse(timeOf(option, text)) };
}

function countOf(option: string, text: string): number {
  if (!/^\d+$/.test(text) || (option === '--rate' && Number(text) === 0)) {
    throw errors.CONFIGURATION_INVALID([`${option} is no number: "${text}".`]);
  }
  return Number(text);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
