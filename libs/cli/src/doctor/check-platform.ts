import { within, type EventLog } from '@metamorphosis/core';
import type { Catalogue } from '@metamorphosis/node';
import type { WebSnapshot } from '../status/web-snapshot.js';
import { counted } from '../terminal/counted.js';
import { topicPlan, wantedTopics } from '../topics/topic-plan.js';
import { ok, trouble, warning, type Finding } from './finding.js';

const ANSWER_MS = 5000;
/** Records that wait longer than this are more than a burst. */
const BEHIND_SECONDS = 60;
/** How old, by the clock of a node that is there, its last sign can be: between a renewal and the end of its lease. */
const SIGN_MS = { youngest: -2000, oldest: 8000 };

/** Whether something answers. */
export async function checkReachable(
  about: string,
  where: string,
  part: { ping(): Promise<void> },
  remedy: string,
): Promise<Finding> {
  const answer = await within(
    part.ping().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    ),
    ANSWER_MS,
    `no answer within ${ANSWER_MS / 1000} s`,
  );
  return answer === undefined ? ok(about, where) : trouble(about, `${where}: ${answer}`, remedy);
}

/** Whether the topics of all services are there, with as many partitions as new ones get. */
export async function checkTopics(
  log: Pick<EventLog, 'topic'>,
  catalogue: Catalogue,
  partitions: number,
): Promise<Finding> {
  const steps = await topicPlan(log, wantedTopics(catalogue, partitions));
  const names = (kind: string): string[] =>
    steps.filter((step) => step.kind === kind).map(({ topic }) => topic.name);
  const [missing, different] = [names('create'), names('differs')];
  if (different.length > 0) {
    return warning(
      'topics',
      `${counted(different.length, 'has', 'have')} another number of partitions than new ones get: ${listed(different)}`,
      'Set METAMORPHOSIS_PARTITIONS to what they have; a topic never changes.',
    );
  }
  if (missing.length > 0) {
    return warning(
      'topics',
      `${counted(missing.length, 'is', 'are')} missing: ${listed(missing)}`,
      'Start the services, which make them; or: gregor topics apply --yes',
    );
  }
  return ok('topics', `all ${steps.length} are there`);
}

/** Whether nodes run, and whether consumers keep up. */
export function checkConsumers({ nodes, consumers }: WebSnapshot): readonly Finding[] {
  const lost = nodes.filter(({ state }) => state === 'LOST').map(({ name }) => name);
  if (nodes.length === lost.length) {
    return [
      warning('nodes', 'none runs: commands are accepted and wait', 'Start one: gregor node'),
    ];
  }
  const running = ok('nodes', counted(nodes.length - lost.length, 'runs', 'run'));
  const behind = consumers.filter(({ lagSeconds }) => (lagSeconds ?? 0) > BEHIND_SECONDS);
  const dead = consumers.reduce((sum, one) => sum + Number(one.deadLetters ?? 0), 0);
  return [
    lost.length === 0
      ? running
      : warning(
          'nodes',
          `lost: ${lost.join(', ')}`,
          'See on their machines why, and start them again.',
        ),
    behind.length === 0
      ? ok('consumers', 'keep up')
      : warning(
          'consumers',
          `behind by more than ${BEHIND_SECONDS} s: ${listed(behind.map(({ service, name }) => `${service}.${name}`))}`,
          'See gregor status: give them more processes, or look for what holds them up.',
        ),
    ...(dead > 0
      ? [
          warning(
            'dead letters',
            `${dead} since the workers started`,
            'Look at them: gregor dead-letters list',
          ),
        ]
      : []),
  ];
}

/** Whether the clocks of all nodes agree with the one that their signs of life are read by; nothing where no node is. */
export function checkNodeClocks({
  at,
  nodes,
}: Pick<WebSnapshot, 'at' | 'nodes'>): readonly Finding[] {
  const present = nodes.filter(({ state }) => state !== 'LOST');
  const off = present.flatMap(({ name, lastHeartbeat }) => {
    const ms = Date.parse(at) - Date.parse(lastHeartbeat);
    return ms < SIGN_MS.youngest || ms > SIGN_MS.oldest
      ? [`${name} (${ms > 0 ? 'behind' : 'ahead'} by about ${Math.round(Math.abs(ms) / 1000)} s)`]
      : [];
  });
  if (present.length === 0) return [];
  if (off.length === 0) return [ok('node clocks', 'agree with this one')];
  return [
    trouble(
      'node clocks',
      `differ: ${listed(off)}`,
      'Keep the clocks of all machines with NTP (chrony, systemd-timesyncd).',
    ),
  ];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 4).join(', ');
  return names.length > 4 ? `${shown} and ${names.length - 4} more` : shown;
}
