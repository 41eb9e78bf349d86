import { errors } from '@metamorphosis/contract';
import type { EventLog } from '@metamorphosis/core';
import type { Fleets } from '../fleet/fleets.js';
import type { ServiceFleet } from '../fleet/service-fleet.js';
import { isOnlyFinishing, unsettled } from '../fleet/unsettled.js';
import type { ConsumerPlan } from '../plan/consumer-plan.js';
import type { TaskAnswer } from './request-server.js';

/** What is to be in effect. */
export interface SettleTarget {
  readonly version: number;
  readonly service?: string;
  readonly consumer?: string;
}

/** The answer is sent before the asker stops waiting. */
const ANSWER_BEFORE_MS = 400;

/**
 * Waits until desired state up to a version is in effect: the processes that are wanted have joined
 * their groups, surplus ones are gone, pauses hold. Refused, with what is missing, when that takes too long.
 */
export async function settle(
  target: SettleTarget,
  expiresAt: number,
  fleets: Fleets,
  log: EventLog,
): Promise<TaskAnswer> {
  const met = targetsOf(target, fleets);
  const missing = (): readonly string[] => missingFor(target, met(), fleets);
  const deadline = Math.max(expiresAt - ANSWER_BEFORE_MS, Date.now());
  const isDone = await fleets.until(() => missing().length === 0, deadline);
  if (!isDone) {
    const found = missing();
    // The pause holds: nothing new begins. A handler that takes longer than anybody waits does not change that.
    if (found.length > 0 && isOnlyFinishing(found)) {
      return { outcome: 'DONE', reason: found.join('; ') };
    }
    if (found.length > 0) {
      return { outcome: 'REFUSED', reason: `not in effect yet: ${found.join('; ')}` };
    }
  }
  const warnings = await idleWarnings(met(), log);
  return { outcome: 'DONE', ...(warnings.length > 0 && { reason: warnings.join('; ') }) };
}

type Met = readonly { readonly fleet: ServiceFleet; readonly plan: ConsumerPlan }[];

/** Throws VALIDATION_FAILED for a service or consumer that does not run here, naming those that do. */
function targetsOf({ service, consumer }: SettleTarget, fleets: Fleets): () => Met {
  const all = (list: readonly ServiceFleet[]): Met =>
    list.flatMap((fleet) => fleet.consumers.map((plan) => ({ fleet, plan })));
  if (service === undefined) return () => all(fleets.all);
  const fleet = fleetOf(service, fleets);
  if (consumer === undefined) return () => all([fleet]);
  requireConsumer(fleet, consumer);
  return () => all([fleet]).filter(({ plan }) => plan.name === consumer);
}

/** The workers of a service. Throws VALIDATION_FAILED when it does not run here. */
export function fleetOf(service: string, fleets: Fleets): ServiceFleet {
  const fleet = fleets.of(service);
  if (fleet) return fleet;
  const have = fleets.all.map((one) => one.service).join(', ');
  throw errors.VALIDATION_FAILED([`no service "${service}" runs on this node; it has: ${have}`]);
}

/** Throws VALIDATION_FAILED for a consumer that the service does not have. */
export function requireConsumer({ service, consumers }: ServiceFleet, consumer: string): void {
  if (consumers.some(({ name }) => name === consumer)) return;
  const have = consumers.map(({ name }) => name).join(', ');
  throw errors.VALIDATION_FAILED([`${service} has no consumer "${consumer}"; it has: ${have}`]);
}

function missingFor(target: SettleTarget, met: Met, fleets: Fleets): readonly string[] {
  if (fleets.version < target.version) {
    return [`desired state is known up to ${fleets.version}, not to ${target.version}`];
  }
  const problems = met.flatMap(({ fleet, plan }) => unsettled(plan, fleet.workers));
  if (target.service !== undefined || !fleets.isDrained) return problems;
  const left = fleets.all.flatMap(({ workers }) => workers).length;
  return left > 0 ? [...problems, `${left} processes are still leaving`] : problems;
}

async function idleWarnings(met: Met, log: EventLog): Promise<readonly string[]> {
  const warnings: string[] = [];
  for (const { plan } of met) {
    const { name, topics, processes } = plan;
    if (processes === undefined || processes < 2) continue;
    const found = await Promise.all(topics.map((topic) => log.topic(topic).catch(() => undefined)));
    if (found.includes(undefined)) continue;
    const partitions = found.reduce((sum, topic) => sum + (topic?.partitions ?? 0), 0);
    if (processes > partitions) {
      warnings.push(
        `${processes} processes of ${name} share ${partitions} partitions: ${processes - partitions} of them idle`,
      );
    }
  }
  return warnings;
}
