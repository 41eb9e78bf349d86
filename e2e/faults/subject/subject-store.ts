import { randomUUID } from 'node:crypto';
import type { EventLog, OutboxRecord, UnitRequest, Verdict } from '@metamorphosis/core';
import type { ServiceConnections } from '@metamorphosis/wiring';
import { overriding } from './overriding.ts';
import type { Striker } from './striker.ts';
import { createStubborn } from './stubborn.ts';
import type { SubjectPlan } from './subject-plan.ts';
import { createTrace, leaveTrace, TRACE_UNIT } from './trace.ts';

type Store = ServiceConnections['store'];

/** The store as the subject's worker sees it: traced, struck, and broken as the plan wants it. */
export function subjectStore(
  store: Store,
  log: EventLog,
  plan: SubjectPlan,
  striker: Striker,
): Store {
  const stubborn = createStubborn(plan);
  return overriding(store, {
    migrateService: async (migrations) => {
      await store.migrateService(migrations);
      await store.unit(TRACE_UNIT, async (tx) => {
        await createTrace(tx);
        return { writes: 'keep', outbox: [] };
      });
    },
    unit: async (request, work) => {
      const { consumer } = request.inbox;
      const forgets = plan.mutation === 'inbox-off' || plan.withoutInbox === true;
      let own: readonly OutboxRecord[] = [];
      const watched: typeof work = async (tx) => {
        striker.pass('in-handler', consumer);
        failAtRandom(plan, 'before its writes');
        stubborn.fail(request.inbox.recordId);
        const verdict = await work(tx);
        failAtRandom(plan, 'after its writes');
        if (request.fence) await leaveTrace(tx, request);
        striker.pass('before-commit', consumer);
        if (plan.mutation !== 'own-publishing') return verdict;
        own = verdict.outbox;
        return { ...verdict, outbox: [] } satisfies Verdict;
      };
      const fenced = plan.mutation === 'lease-off' ? withoutFence(request) : request;
      const result = await store.unit(fenced, watched);
      if (result.kind === 'repeat' && forgets) await repeat(store, fenced, watched);
      striker.pass('after-commit', consumer);
      if (result.kind === 'committed') await publishDirectly(log, own);
      return result;
    },
    blockedKeys: (of, key) =>
      // Only what a taker asks for: the lane's own question is about one key.
      plan.mutation === 'blocked-keys-forgotten' && key === undefined
        ? Promise.resolve([])
        : store.blockedKeys(of, key),
    markSent: (lease, upTo) => {
      striker.pass('between-publish-and-mark');
      return store.markSent(lease, upTo);
    },
  });
}

function withoutFence(request: UnitRequest): UnitRequest {
  const { fence: _, ...rest } = request;
  return rest;
}

/** What a store without an inbox does with a record it has seen: all of it again. The outcome of the first time stands. */
async function repeat(
  store: Store,
  request: UnitRequest,
  work: Parameters<Store['unit']>[1],
): Promise<void> {
  const inbox = { ...request.inbox, recordId: randomUUID() };
  await store.unit({ ...request, inbox }, async (tx) => {
    const { outcome: _, ...verdict } = await work(tx);
    return verdict;
  });
}

function failAtRandom({ faultRate = 0 }: SubjectPlan, when: string): void {
  if (Math.random() < faultRate / 2) throw new Error(`a fault at random, ${when}`);
}

/** The mutation: each worker sends its events by itself, after its commit. */
async function publishDirectly(log: EventLog, rows: readonly OutboxRecord[]): Promise<void> {
  for (const { topic, ...record } of rows) await log.append(topic, [record]);
}
