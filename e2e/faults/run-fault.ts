import { FaultBed } from './bed/fault-bed.js';
import { quiet } from './bed/quiet.js';
import type { Servers } from './bed/servers.js';
import { Wire } from './bed/wire.js';
import { WATCHED, type Fault } from './fault.js';
import { Books } from './ledger/books.js';
import type { Evidence } from './ledger/evidence.js';
import type { Finding } from './ledger/finding.js';
import { judge } from './ledger/judge.js';
import { Load } from './load/load.js';
import { ResumingSubscriber } from './load/resuming-subscriber.js';
import { recoveryOf, type Recovery } from './recovery.js';

/** How hard a fault is met. */
export interface RunOptions {
  /** Real servers of the suite's own; needed on the stack of services. */
  readonly servers?: Servers;
  /** Commands a second. @default 200 */
  readonly rate?: number;
  /** Commands before the fault strikes. @default 400 */
  readonly before?: number;
  /** Commands after it is over. @default 1000 */
  readonly after?: number;
  /** How long nothing may move afterwards while something is left to be done; five times so long in all. @default 60000 */
  readonly quietMs?: number;
  /** How long subscribers may take for what they are owed, once all else is quiet. @default 20000 */
  readonly owedMs?: number;
}

/** What came of it. */
export interface FaultResult {
  readonly fault: string;
  /** Commands that were sent, each until it was accepted. */
  readonly commands: number;
  /** Commands a second that the clients sent. */
  readonly rate: number;
  /** Commands that were sent more than once, because nobody had promised anything. */
  readonly sentAgain: number;
  readonly rejected: number;
  readonly findings: readonly Finding[];
  readonly recovery: Recovery;
  /** How often subscribers came back with their cursors. */
  readonly resumed: number;
  /** What the processes wrote: for a run that went wrong. */
  readonly output: string;
}

const SUBSCRIPTIONS = [
  {
    name: 'of placed orders',
    type: 'orders.OrderPlaced',
    field: 'orderPlaced',
    selection: '{ orderId customerId }',
  },
  {
    name: 'of status changes',
    type: 'orders.OrderStatusChanged',
    field: 'orderStatusChanged',
    selection: '{ orderId status }',
  },
];

/** Lets a fault strike under load, waits until all is quiet again, and has the ledger judged. */
export async function runFault(fault: Fault, options: RunOptions = {}): Promise<FaultResult> {
  const {
    servers,
    rate = 200,
    before = 400,
    after = 1000,
    quietMs = 60_000,
    owedMs = 20_000,
  } = options;
  const { stack = 'services', subjects = [WATCHED, WATCHED], subjectEnv } = fault;
  await using wire = await wireOf(fault, servers);
  await using bed = await FaultBed.start({
    stack,
    subjects,
    ...(subjectEnv && { subjectEnv }),
    env: {
      LOG_LEVEL: 'warn',
      ...(stack === 'services' && servers?.env),
      ...(wire && { DATABASE_URL: wire.url }),
    },
  });
  await using books = new Books(bed.env, bed.traced);
  await quiet(books, quietMs);
  const stockBefore = await books.stock();
  const subscribers = await Promise.all(
    SUBSCRIPTIONS.map((wanted) => ResumingSubscriber.start(bed.url, wanted)),
  );
  const load = Load.start({ url: bed.url, rate });
  try {
    await load.until(before);
    const began = Date.now();
    await fault.strike({ bed, servers, wire });
    const ended = Date.now();
    await load.until(load.sent.length + after);
    await load.stop();
    await load.settle(60_000);
    const left = await quiet(books, quietMs);
    const evidence = await owed(books, { sent: load.sent, stockBefore, subscribers }, owedMs);
    return {
      fault: fault.name,
      commands: load.sent.length,
      rate: Math.round(load.rate),
      sentAgain: load.sent.filter(({ tries }) => tries > 1).length,
      rejected: [...evidence.outcomes.values()].filter(({ state }) => state === 'REJECTED').length,
      findings: [
        // First: what is judged while work is under way looks like anything.
        ...(left === undefined ? [] : [unfinished(left)]),
        ...judge(evidence),
      ].filter(({ kind }) => !(fault.tolerates?.includes(kind) ?? false)),
      recovery: recoveryOf(evidence, began, ended),
      resumed: subscribers.reduce((sum, { resumed }) => sum + resumed, 0),
      output: bed.output,
    };
  } catch (cause) {
    throw new Error(`${fault.name} was not carried out:\n${bed.output.slice(-4000)}`, { cause });
  } finally {
    await load.stop();
    await Promise.all(subscribers.map((subscriber) => subscriber[Symbol.asyncDispose]()));
  }
}

const unfinished = (left: string): Finding => ({
  kind: 'left-over',
  text: `It did not become quiet; what follows was judged while this was left: ${left}`,
});

async function wireOf(fault: Fault, servers: Servers | undefined): Promise<Wire | undefined> {
  if (fault.wired !== true) return undefined;
  if (!servers) throw new Error(`${fault.name} needs servers of its own`);
  return Wire.to(servers.postgres.url);
}

/** Subscribers may still be on their way when the databases are quiet: they get a little longer. */
async function owed(
  books: Books,
  run: Parameters<Books['evidence']>[0],
  deadlineMs: number,
): Promise<Evidence> {
  const deadline = performance.now() + deadlineMs;
  const evidence = await books.evidence(run);
  const missing = (): boolean =>
    judge({ ...evidence, trace: [] }).some(({ text }) => text.startsWith('Subscriber'));
  while (missing() && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return evidence;
}
