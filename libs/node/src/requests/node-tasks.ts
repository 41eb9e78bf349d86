import type { DeadLetterRequest, NodeTask } from '@metamorphosis/contract';
import type { EventLog } from '@metamorphosis/core';
import type { Fleets } from '../fleet/fleets.js';
import { endProcesses } from './end-processes.js';
import type { TaskAnswer } from './request-server.js';
import { fleetOf, settle } from './settle.js';

/** What carrying out tasks needs. */
export interface NodeTasksOptions {
  readonly fleets: Fleets;
  readonly log: EventLog;
  /** Ends the node itself, a moment later: the answer goes out first. */
  readonly endNode: (how: 'stop' | 'kill') => void;
}

/** Carries out what a node is asked. Rejects with VALIDATION_FAILED for what is not there. */
export function performTask(
  task: NodeTask,
  expiresAt: number,
  { fleets, log, endNode }: NodeTasksOptions,
): Promise<TaskAnswer> {
  switch (task.kind) {
    case 'settle':
      return settle(task, expiresAt, fleets, log);
    case 'end':
      if (task.target.kind !== 'node')
        return endProcesses(task.target, task.how, expiresAt, fleets);
      return endThisNode(task.how, fleets, endNode);
    case 'dead-letters':
      return askWorker(task.service, task.request, expiresAt, fleets);
    default:
      return Promise.resolve({
        outcome: 'REFUSED',
        reason: `this node does not know the task "${String((task as { kind?: unknown }).kind)}"`,
      });
  }
}

/** Workers that outlived their killed node would finish what they have in hand. */
async function endThisNode(
  how: 'stop' | 'kill',
  fleets: Fleets,
  endNode: NodeTasksOptions['endNode'],
): Promise<TaskAnswer> {
  if (how === 'kill') await fleets.kill();
  endNode(how);
  return { outcome: 'DONE' };
}

async function askWorker(
  service: string,
  request: DeadLetterRequest,
  expiresAt: number,
  fleets: Fleets,
): Promise<TaskAnswer> {
  const workers = fleetOf(service, fleets).workers;
  const worker = workers.find(({ isUp, isLeaving }) => isUp && !isLeaving);
  if (!worker) {
    const reason = `no worker of ${service} is up on this node; only one can read its dead letters`;
    return { outcome: 'REFUSED', reason };
  }
  const value = await worker.ask(request, Math.max(0, expiresAt - 400 - Date.now()));
  return { outcome: 'DONE', value };
}
