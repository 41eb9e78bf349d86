import { STUBBORN, WATCHED, type Fault } from '../fault.js';
import type { FindingKind } from '../ledger/finding.js';
import type { SubjectPlan } from '../subject/subject-plan.js';
import { firstSubject, untilStopped } from './workers.js';

/** A subject that is broken on purpose, under the fault that brings it to light. */
export interface MutationCase {
  readonly fault: Fault;
  /** What the ledger must object to. */
  readonly red: FindingKind;
  /** The same fault with the subject whole: the ledger must not object to that. */
  readonly whole: Fault;
}

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Longer than a silent reader keeps its partitions (10 s). */
const PAST_SESSION_MS = 14_000;

const untilDead: Fault['strike'] = async ({ bed }) => {
  const subject = firstSubject(bed);
  if (subject.revivals === 0) await Promise.race([subject.death(), rest(20_000)]);
  await subject.up();
};

/** The subject stops itself with records in its hands; it goes on once another has taken them over. */
const untilOutlived: Fault['strike'] = async ({ bed }) => {
  const subject = firstSubject(bed);
  await untilStopped(subject);
  await rest(PAST_SESSION_MS);
  subject.signal('SIGCONT');
  await rest(1000);
};

function mutationCase(
  name: string,
  title: string,
  red: FindingKind,
  broken: SubjectPlan,
  strike: Fault['strike'] = untilDead,
): MutationCase {
  const { mutation: _, ...whole } = broken;
  const others = (plan: SubjectPlan): readonly SubjectPlan[] => {
    const { strikes: _, ...unstruck } = plan;
    return [plan, unstruck];
  };
  return {
    red,
    fault: { name, title, subjects: others({ ...WATCHED, ...broken }), strike },
    whole: { name: `${name}-not`, title, subjects: others({ ...WATCHED, ...whole }), strike },
  };
}

/** The mutations that the ledger must not let pass. */
export const MUTATION_CASES: readonly MutationCase[] = [
  mutationCase('inbox-off', 'without an inbox, a worker dies before it commits offsets', 'twice', {
    service: 'orders',
    mutation: 'inbox-off',
    strikes: [{ at: 'before-offset-commit', passage: 4, signal: 'SIGKILL' }],
  }),
  mutationCase(
    'early-offset-commit',
    'offsets committed on receipt, a worker dies in a handler',
    'lost',
    {
      service: 'orders',
      mutation: 'early-offset-commit',
      strikes: [{ at: 'in-handler', passage: 100, signal: 'SIGKILL' }],
    },
  ),
  mutationCase(
    'lease-off',
    'without the lease, a worker stops past its session with records in its hands',
    'stale-owner',
    {
      service: 'orders',
      mutation: 'lease-off',
      withoutInbox: true,
      strikes: [{ at: 'after-fetch', passage: 60, signal: 'SIGSTOP' }],
    },
    untilOutlived,
  ),
  mutationCase(
    'own-publishing',
    'each worker publishes for itself, one dies after its commit',
    'lost',
    {
      service: 'orders',
      mutation: 'own-publishing',
      strikes: [{ at: 'after-commit', passage: 100, signal: 'SIGKILL' }],
    },
  ),
  mutationCase(
    'blocked-keys-forgotten',
    'blocked keys forgotten at a takeover, after a worker died while records were parked',
    'out-of-order',
    {
      service: 'orders',
      mutation: 'blocked-keys-forgotten',
      stubborn: STUBBORN,
      strikes: [{ at: 'in-handler', passage: 250, signal: 'SIGKILL' }],
    },
  ),
];
