import { errors } from '@metamorphosis/contract';
import type { KnownNode } from '../web/known-nodes.js';

/** Throws WORKER_UNKNOWN when the node, as far as it is known, has no such process. */
export function requireWorker({ name, facts, lostAt }: KnownNode, pid: number): void {
  const pids = lostAt === undefined ? facts.workers.map((worker) => worker.pid) : [];
  if (pids.includes(pid)) return;
  const list = pids.length > 0 ? `Its workers: ${pids.join(', ')}.` : 'It has none.';
  throw errors.WORKER_UNKNOWN([`Node "${name}" has no worker with process id ${pid}. ${list}`]);
}
