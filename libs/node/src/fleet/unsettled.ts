import type { ConsumerPlan } from '../plan/consumer-plan.js';
import type { WorkerProcess } from '../worker/worker-process.js';

/** What is not in effect yet for a consumer, in words; empty when it runs as planned. */
export function unsettled(
  plan: ConsumerPlan,
  workers: readonly WorkerProcess[],
): readonly string[] {
  const { name, processes } = plan;
  const own = workers.filter(({ role }) => role.kind === 'own' && role.consumer === name);
  const shared = workers.filter(({ role }) => role.kind === 'shared');
  const wanted = processes ?? 1;
  const runners = processes === undefined ? shared : own;
  const strangers = processes === undefined ? own : shared;
  const joined = runners.filter(
    (worker) => !worker.isLeaving && worker.consumer(name)?.joined === true,
  );
  const surplus = [
    ...runners.filter((worker) => worker.isLeaving && worker.pid !== undefined),
    ...strangers.filter((worker) => worker.role.kind === 'own' || worker.consumer(name)),
  ];
  const problems: string[] = [];
  if (joined.length !== wanted) {
    const looping = runners.filter(({ process }) => process.isCrashLooping).length;
    problems.push(
      `${joined.length} of ${wanted} processes of ${name} have joined${looping > 0 ? ` (${looping} in a crash loop)` : ''}`,
    );
  }
  if (surplus.length > 0)
    problems.push(`${surplus.length} processes have not given ${name} up yet`);
  for (const worker of joined) problems.push(...unsettledIn(plan, worker));
  return problems;
}

function unsettledIn(
  { name, paused, concurrency }: ConsumerPlan,
  worker: WorkerProcess,
): readonly string[] {
  const status = worker.consumer(name);
  if (!status) return [];
  if (status.paused !== paused) return [`${name} is not ${paused ? 'paused' : 'resumed'} yet`];
  if (status.concurrency !== concurrency) return [`${name} has its old concurrency still`];
  if (paused && status.running > 0) {
    return [`${name} ${FINISHING} ${status.running} records that had begun`];
  }
  return [];
}

const FINISHING = 'is paused, and is finishing';

/** Whether nothing is missing but the end of records that had begun before a pause. */
export function isOnlyFinishing(problems: readonly string[]): boolean {
  return problems.every((problem) => problem.includes(FINISHING));
}
