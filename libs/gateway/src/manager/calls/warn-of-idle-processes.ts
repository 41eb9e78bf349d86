import type { KnownNode } from '../web/known-nodes.js';
import type { NodeAnswer } from './node-answer.js';

/** Adds to the answers that some processes will have nothing to do: a partition is read by one process at a time. */
export async function warnOfIdleProcesses(
  answers: readonly NodeAnswer[],
  args: Readonly<Record<string, unknown>>,
  nodes: readonly KnownNode[],
  partitionsOf: (topic: string) => Promise<number | undefined>,
): Promise<readonly NodeAnswer[]> {
  const consumers = nodes
    .filter(({ lostAt }) => lostAt === undefined)
    .flatMap(({ facts }) => facts.consumers)
    .filter(({ service, name }) => service === args['service'] && name === args['consumer']);
  const processes = consumers.reduce((sum, { desiredProcesses }) => sum + desiredProcesses, 0);
  const topics = [...new Set(consumers.flatMap((consumer) => consumer.topics))];
  const counts = await Promise.all(topics.map((topic) => partitionsOf(topic)));
  if (counts.length === 0 || counts.includes(undefined)) return answers;
  const partitions = counts.reduce((sum: number, count) => sum + (count ?? 0), 0);
  if (processes <= partitions) return answers;
  const idle = processes - partitions;
  const warning = `${processes} processes share ${partitions} partitions: ${idle} of them idle.`;
  return answers.map((answer) =>
    answer.outcome === 'DONE' && answer.reason === undefined
      ? { ...answer, reason: warning }
      : answer,
  );
}
