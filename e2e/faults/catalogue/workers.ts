import { openPlatform, readSettings } from '@metamorphosis/wiring';
import { FaultBed, MOVABLE_CLOCK } from '../bed/fault-bed.js';
import { STUBBORN, WATCHED, type Fault } from '../fault.js';
import {
  KILL_POINTS,
  type KillPoint,
  type Strike,
  type SubjectPlan,
} from '../subject/subject-plan.js';

/** Longer than a silent reader keeps its partitions (10 s). */
const PAST_SESSION_MS = 14_000;

/** How long a struck subject may live at most: on a slow machine its passages take their time. */
const LIFE_MS = 120_000;

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The subject that a fault is about. */
export function firstSubject({ subjects }: FaultBed): FaultBed['subjects'][number] {
  const [first] = subjects;
  if (!first) throw new Error('the fault needs a subject');
  return first;
}

/** Waits until a subject has stopped itself, which it says last. */
export async function untilStopped(subject: FaultBed['subjects'][number]): Promise<void> {
  const deadline = performance.now() + LIFE_MS;
  while (!subject.output.includes('subject: SIGSTOP')) {
    if (performance.now() > deadline) throw new Error('the subject did not stop itself');
    await rest(50);
  }
}

/** Passages before a worker strikes itself: enough for the load to have begun, whatever the point counts. */
const PASSAGES: Readonly<Record<KillPoint, number>> = {
  'after-fetch': 40,
  'in-handler': 150,
  'before-commit': 150,
  'after-commit': 150,
  'between-claim-and-publish': 30,
  'between-publish-and-mark': 10,
  'before-offset-commit': 6,
};

const strikeAt = (at: KillPoint): Strike => ({ at, passage: PASSAGES[at], signal: 'SIGKILL' });

/** Waits for the deaths of the first worker, so many of them. */
const deaths =
  (count: number): Fault['strike'] =>
  async ({ bed }) => {
    const subject = firstSubject(bed);
    const deadline = performance.now() + count * LIFE_MS;
    while (subject.revivals < count) {
      // Publishing is done by one of the two: one that never comes by its point lives on.
      if (performance.now() > deadline) throw new Error('the subject outlived its strikes');
      await rest(50);
    }
    await subject.up();
  };

/** One worker of two dies at a step of the life of a record. */
export const killPoints: readonly Fault[] = KILL_POINTS.map((at) => ({
  name: `worker-killed-${at}`,
  title: `kill -9 of a worker: ${at.replaceAll('-', ' ')}`,
  subjects: lonelyPublisher(at, [strikeAt(at)]),
  strike: deaths(1),
}));

/** A lonely worker dies at each of these steps, one life after the other. */
export function killedAtEach(points: readonly KillPoint[], worker: SubjectPlan = WATCHED): Fault {
  return {
    name: 'worker-killed-at-each',
    title: `kill -9 of a worker ${points.map((at) => at.replaceAll('-', ' ')).join(', ')}`,
    subjects: [{ ...worker, strikes: points.map(strikeAt) }],
    strike: deaths(points.length),
  };
}

/** A step of publishing is passed by whoever holds the lease: there only one worker runs. */
function lonelyPublisher(at: KillPoint, strikes: readonly Strike[]): readonly SubjectPlan[] {
  const struck = { ...WATCHED, strikes };
  return at.startsWith('between') ? [struck] : [struck, WATCHED];
}

/** All workers die at once. */
const allKilled: Fault = {
  name: 'workers-killed',
  title: 'kill -9 of all workers at once',
  strike: async ({ bed }) => {
    const deaths = bed.subjects.map((subject) => subject.death());
    for (const subject of bed.subjects) subject.signal('SIGKILL');
    await Promise.all(deaths);
    await Promise.all(bed.subjects.map((subject) => subject.up()));
  },
};

/** A worker stands still past its session and goes on, with records in its hands. */
const stopped: Fault = {
  name: 'worker-stopped',
  title: 'SIGSTOP of a worker past its session, then SIGCONT',
  strike: async ({ bed }) => {
    const subject = firstSubject(bed);
    subject.signal('SIGSTOP');
    await rest(PAST_SESSION_MS);
    subject.signal('SIGCONT');
  },
};

const clockJumps: Fault = {
  name: 'clock-jumps',
  title: "a worker's clock jumps forward by an hour, and back",
  subjectEnv: MOVABLE_CLOCK,
  strike: async ({ bed }) => {
    const subject = firstSubject(bed);
    subject.signal('SIGUSR2');
    await rest(4000);
    subject.signal('SIGUSR2');
  },
};

const everythingTwice: Fault = {
  name: 'everything-twice',
  title: 'every event lies on the log twice',
  subjects: [
    { ...WATCHED, appendTwice: true },
    { service: 'inventory', appendTwice: true },
  ],
  strike: () => rest(2000),
};

const randomFaults: Fault = {
  name: 'random-faults',
  title: '1 % of all handlings fail at random',
  subjects: [
    { ...WATCHED, faultRate: 0.01 },
    { ...WATCHED, faultRate: 0.01 },
    { service: 'inventory', faultRate: 0.01 },
  ],
  strike: () => rest(2000),
};

const outlive =
  (signalAfterMs: number): Fault['strike'] =>
  async ({ bed }) => {
    const subject = firstSubject(bed);
    await untilStopped(subject);
    await rest(signalAfterMs);
    subject.signal('SIGCONT');
    await rest(2000);
  };

const stopAt = (at: KillPoint, passage: number): readonly Strike[] => [
  { at, passage, signal: 'SIGSTOP' },
];

/** Where no inbox masks what a stopped worker does after it lost its partitions: only the lease is in its way. */
const stoppedWithoutInbox: Fault = {
  name: 'worker-stopped-without-inbox',
  title:
    'SIGSTOP past its session of a worker without an inbox, then SIGCONT: no effect of an old owner',
  subjects: [
    { ...WATCHED, withoutInbox: true, strikes: stopAt('after-fetch', 60) },
    { ...WATCHED, withoutInbox: true },
  ],
  // Without an inbox, what was handled and not committed is handled again.
  tolerates: ['twice', 'out-of-order', 'left-over', 'lost', 'contradiction'],
  strike: outlive(PAST_SESSION_MS),
};

const stoppedWithParked: Fault = {
  name: 'worker-stopped-parked',
  title: 'SIGSTOP past its session of a worker with records in the retry table, then SIGCONT',
  subjects: [
    { ...WATCHED, stubborn: STUBBORN, strikes: stopAt('in-handler', 250) },
    { ...WATCHED, stubborn: STUBBORN },
  ],
  strike: outlive(PAST_SESSION_MS),
};

const killedWithParked: Fault = {
  name: 'worker-killed-parked',
  title: 'kill -9 of a worker with records in the retry table',
  subjects: [
    {
      ...WATCHED,
      stubborn: STUBBORN,
      strikes: [{ at: 'in-handler', passage: 250, signal: 'SIGKILL' }],
    },
    { ...WATCHED, stubborn: STUBBORN },
  ],
  strike: deaths(1),
};

/** A worker of the product joins, handles what it gets, drains and leaves, again and again. */
const workerStorm: Fault = {
  name: 'worker-storm',
  title: 'a third worker joins and leaves as soon as it can, for 30 s',
  strike: async ({ bed }) => {
    for (const until = performance.now() + 30_000; performance.now() < until;) {
      const guest = await bed.join(WATCHED);
      await rest(1000);
      await bed.dismiss(guest);
    }
  },
};

/** A member joins and leaves the group each second: every time the partitions are dealt anew. */
const rebalances: Fault = {
  name: 'rebalance-storm',
  title: 'a member of the group joins and leaves each second, for 20 s',
  strike: async ({ bed }) => {
    const settings = { ...readSettings(bed.env), logLevel: 'silent' as const };
    const outside = openPlatform('guest', settings);
    try {
      for (const until = performance.now() + 20_000; performance.now() < until;) {
        // It takes partitions, does nothing with them, commits nothing, and leaves.
        await using _ = outside.log.read(
          { group: 'orders.commands', topics: ['orders.commands'] },
          {
            onAssigned: () => undefined,
            onRevoked: () => Promise.resolve(),
            onRecords: () => undefined,
            onHealth: () => undefined,
          },
        );
        await rest(1000);
      }
    } finally {
      await outside.close();
    }
  },
};

/** Faults of workers. */
export const workerFaults: readonly Fault[] = [
  ...killPoints,
  allKilled,
  killedWithParked,
  stopped,
  stoppedWithParked,
  stoppedWithoutInbox,
  rebalances,
  workerStorm,
  clockJumps,
  everythingTwice,
  randomFaults,
];
