import { errors } from '@metamorphosis/contract';
import type { Fence, Verdict } from '@metamorphosis/core';
import { UnitConnection } from '../kysely/unit-connection.js';
import type { UnitTransactions } from '../kysely/unit-transactions.js';
import type { Step } from '../session/batch.js';
import type { Session } from '../session/session.js';
import { decodeOutcome, searchable } from '../tables/json-text.js';
import { ROLLBACK, SELECT_OUTCOME } from '../tables/statements.js';
import type { Deadline } from './deadline.js';
import type { GroupMember, NoteWork } from './group-member.js';
import { mergedSteps, openingSteps } from './group-steps.js';
import { Savepoints } from './savepoints.js';
import { commit, limitTime } from './transaction.js';
import { UnitWatch } from './unit-watch.js';
import { verdictSteps } from './verdict-steps.js';

/** No member begins later than so long after the opening, or so many round trips: the others wait for the commit. */
const BEGIN_WITHIN_MS = 50;
const BEGIN_WITHIN_ROUND_TRIPS = 10;
/** So long a group waits for work that turns out to await something else. */
const PATIENCE_MS = 100;

/** What a group runs with. */
export interface UnitGroupParts<DB> {
  readonly session: Session;
  readonly deadline: Deadline;
  readonly timeoutMs: number;
  readonly schema: string;
  readonly transactions: UnitTransactions<DB>;
  readonly note: NoteWork;
}

interface Done<DB> {
  readonly member: GroupMember<DB>;
  readonly verdict: Verdict;
  readonly steps: readonly Step[];
}

/** Units of one consumer in one transaction on one session: one after the other, each behind a savepoint. */
export class UnitGroup<DB> {
  readonly #savepoints: Savepoints;
  readonly #stalled = Promise.withResolvers<never>();
  readonly #open: Set<GroupMember<DB>>;
  readonly #done: Done<DB>[] = [];
  #openingMs = 0;
  #isLast = false;
  #patience: NodeJS.Timeout | undefined;

  /** Members are of one consumer, no record twice. */
  constructor(
    private readonly parts: UnitGroupParts<DB>,
    members: readonly GroupMember<DB>[],
  ) {
    this.#open = new Set(members);
    this.#savepoints = new Savepoints(parts.session);
    this.#stalled.promise.catch(() => undefined); // nobody may be racing
  }

  /** Those that were not told yet what became of them. */
  get open(): readonly GroupMember<DB>[] {
    return [...this.#open];
  }

  /**
   * Tells members what became of them, except those whose turn did not come: they stay open. Rejects
   * when the transaction has to be undone: all that are open have to run alone then.
   */
  async run(): Promise<void> {
    const { deadline, session, timeoutMs } = this.parts;
    try {
      const begun = performance.now();
      const members = await deadline.race(this.#begin());
      const opened = performance.now();
      this.#openingMs = opened - begun;
      const withinMs = Math.max(BEGIN_WITHIN_MS, BEGIN_WITHIN_ROUND_TRIPS * this.#openingMs);
      for (const member of members) {
        if (this.#isLast || performance.now() - opened > withinMs) break;
        await this.#runOne(member);
      }
      if (this.#done.length === 0) {
        await deadline.race(session.batch([{ statement: ROLLBACK }]));
        return;
      }
      const verdicts = mergedSteps(this.#done.map(({ steps }) => steps));
      await commit(session, [...this.#savepoints.takeOwed(), ...verdicts], timeoutMs);
    } finally {
      clearTimeout(this.#patience);
    }
    for (const { member, verdict } of this.#done) {
      this.#open.delete(member);
      const { outcome } = verdict;
      member.resolve({ kind: 'committed', ...(outcome && { outcome }) });
    }
  }

  /** Opens the transaction and answers whose work is to be done; the others are told. */
  async #begin(): Promise<readonly GroupMember<DB>[]> {
    const { session, schema, timeoutMs } = this.parts;
    const members = this.open;
    const fences = fencesOf(members);
    const places = new Map([...fences.keys()].map((name, i) => [name, i]));
    const consumer = searchable(members[0]?.request.inbox.consumer ?? '');
    const recordIds = members.map(({ request }) => searchable(request.inbox.recordId));
    const keys = { consumer, recordIds, fences: [...fences.values()] };
    const limits = limitTime(session, timeoutMs);
    const steps = [...openingSteps(schema, keys), ...Savepoints.firstSteps(session)];
    const [results] = await Promise.all([session.batch(steps), limits]);
    const voidFences = placesIn(results[3]);
    const known = placesIn(results[4]);
    const repeats: GroupMember<DB>[] = [];
    const live = members.filter((member, i) => {
      const { fence } = member.request;
      if (fence && voidFences.has(places.get(nameOf(fence)) ?? -1)) {
        this.#open.delete(member);
        member.reject(errors.LEASE_LOST([fence.consumer, fence.topic, fence.partition]));
        return false;
      }
      if (known.has(i)) repeats.push(member);
      return !known.has(i);
    });
    await this.#repeat(repeats);
    return live;
  }

  async #repeat(members: readonly GroupMember<DB>[]): Promise<void> {
    if (members.length === 0) return;
    const results = await this.parts.session.batch(
      members.map(({ request: { inbox } }) => ({
        statement: SELECT_OUTCOME,
        parameters: [searchable(inbox.recordId)],
      })),
    );
    for (const [i, member] of members.entries()) {
      const text = results[i]?.rows[0]?.[0];
      this.#open.delete(member);
      member.resolve({ kind: 'repeat', ...(text && { outcome: decodeOutcome(text) }) });
    }
  }

  async #runOne(member: GroupMember<DB>): Promise<void> {
    const { transactions, deadline, note } = this.parts;
    const { request, work } = member;
    const watch = new UnitWatch();
    watch.opened(this.#openingMs);
    watch.onElsewhere = () => this.#hurry();
    const connection = new UnitConnection(this.#savepoints, watch);
    let verdict: Verdict;
    try {
      const running = watch.during(() => work(transactions.over(connection)));
      verdict = await Promise.race([deadline.race(running), this.#stalled.promise]);
    } finally {
      connection.end();
      note(request, watch);
    }
    if (verdict.writes === 'keep' && connection.refusal) throw connection.refusal;
    this.#savepoints.end(verdict.writes);
    const { consumer, recordId } = request.inbox;
    const inbox = { consumer: searchable(consumer), recordId: searchable(recordId) };
    this.#done.push({ member, verdict, steps: verdictSteps(inbox, request, verdict) });
  }

  /** The work that runs awaits something else: the others shall not wait for that. */
  #hurry(): void {
    this.#isLast = true;
    this.#patience ??= setTimeout(
      () => this.#stalled.reject(new Error('Work of a group awaits something else')),
      PATIENCE_MS,
    );
  }
}

const nameOf = ({ consumer, topic, partition, epoch }: Fence): string =>
  JSON.stringify([consumer, topic, partition, epoch]);

function fencesOf<DB>(members: readonly GroupMember<DB>[]): Map<string, Fence> {
  const fences = new Map<string, Fence>();
  for (const { request } of members) {
    if (request.fence) fences.set(nameOf(request.fence), request.fence);
  }
  return fences;
}

function placesIn(result: { readonly rows: readonly (readonly (string | null)[])[] } | undefined) {
  return new Set((result?.rows ?? []).map(([place]) => Number(place)));
}
