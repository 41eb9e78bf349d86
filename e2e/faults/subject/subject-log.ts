import type { EventLog, LogListener, LogReader } from '@metamorphosis/core';
import { overriding } from './overriding.ts';
import type { Striker } from './striker.ts';
import type { SubjectPlan } from './subject-plan.ts';

/** How long a struck subject waits for the commit that it made too early. */
const EARLY_COMMIT_MS = 2000;

/** The log as the subject's worker sees it. */
export function subjectLog(log: EventLog, plan: SubjectPlan, striker: Striker): EventLog {
  const consumerOf = (group: string): string => group.slice(plan.service.length + 1);
  return overriding(log, {
    append: async (topic, records) => {
      striker.pass('between-claim-and-publish');
      const positions = await log.append(topic, records);
      if (plan.appendTwice === true) await log.append(topic, records);
      return positions;
    },
    read: (options, listener) => {
      const consumer = consumerOf(options.group);
      const { sessionTimeoutMs } = plan;
      const own = { ...options, ...(sessionTimeoutMs !== undefined && { sessionTimeoutMs }) };
      const reader: LogReader = log.read(own, {
        onAssigned: (assignment) => listener.onAssigned(assignment),
        onRevoked: (assignment) => listener.onRevoked(assignment),
        onHealth: (health) => listener.onHealth(health),
        onRecords: (assignment, records) => {
          striker.pass('after-fetch', consumer);
          if (plan.mutation === 'early-offset-commit') {
            commitEarly(reader, listener, assignment, records);
          } else listener.onRecords(assignment, records);
        },
      });
      return overriding(reader, {
        commit: (assignment, offset) => {
          striker.pass('before-offset-commit', consumer);
          return reader.commit(assignment, offset);
        },
      });
    },
  });
}

/** The mutation: what was fetched counts as done, whatever becomes of it. */
function commitEarly(
  reader: LogReader,
  listener: LogListener,
  ...[assignment, records]: Parameters<LogListener['onRecords']>
): void {
  const end = (records.at(-1)?.offset ?? -1) + 1;
  const late = new Promise<void>((resolve) => setTimeout(resolve, EARLY_COMMIT_MS));
  const committed = reader.commit(assignment, end).catch(() => false);
  // The records follow once the commit stands: a death in their handler finds them committed.
  void Promise.race([committed, late]).then(() => {
    if (!assignment.signal.aborted) listener.onRecords(assignment, records);
  });
}
