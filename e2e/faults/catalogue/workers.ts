import { FaultBed, MOVABLE_CLOCK } from '../bed/fault-bed.js';
import { WATCHED, type Fault } from '../fault.js';
import {
  KILL_POINTS,
  type KillPoint,
  type Strike,
  type SubjectPlan,
} from '../subject/subject-plan.js';

/** Longer than a silent reader keeps its partitions (10 s). */
const PAST_SESSION_MS = 14_000;

/** How long a struck subject may live at most. */
const LIFE_MS = 30_000;

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The subject that a fault is about. */
export function firstSubject({ subjects }: FaultBed): FaultBed['subjects'][number] {
  const [first] = subjects;
  if (!first) throw new Error('the fault needs a subject');
  return first;
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

/** One worker dies at each of the steps, one life after the other. */
export const everyKillPoint: Fault = {
  name: 'worker-killed-everywhere',
  title: 'kill -9 of a worker at each step of the life of a record',
  subjects: [{ ...WATCHED, strikes: KILL_POINTS.map(strikeAt) }],
  strike: deaths(KILL_POINTS.length),
};

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

/** Faults of workers. */
export const workerFaults: readonly Fault[] = [
  ...killPoints,
  allKilled,
  stopped,
  clockJumps,
  everythingTwice,
  randomFaults,
];
