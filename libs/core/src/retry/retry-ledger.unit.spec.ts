import { describe, expect, it } from 'vitest';
import { Defect } from '../deliver/failures.js';
import type { StoredDeadLetter } from '../store/dead-letter-rows.js';
import { createMemoryStore } from '../store/memory-store.js';
import type { RetryOptions } from './consumer-retries.js';
import { RetryFixture, until, type Fate, type TestWorker } from './retry.fixture.spec.js';

const KEYS = ['a', 'b', 'c', 'd', 'e', 'f'];
const PER_KEY = 20;
const MAX_ATTEMPTS = 6;

/** Numbers that look random and are the same for the same seed (mulberry32). */
function randomly(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function nameOf({ value }: StoredDeadLetter): string {
  const text = new TextDecoder().decode(value ?? undefined);
  const { name, by } = JSON.parse(text) as { readonly name: string; readonly by: number };
  return `${name} ${by}`;
}

interface Verdict {
  readonly wrong: readonly string[];
  readonly deaths: number;
  readonly letters: number;
}

/** Sends records of few keys through workers that fail, leave and die; says what the ledger shows. */
async function run(seed: number, forgets: boolean): Promise<Verdict> {
  const random = randomly(seed);
  const f = await RetryFixture.create(2);
  // What each record does: fails so often, or is a defect.
  const failures = new Map<string, number>();
  const doomed = new Set<string>();
  for (const key of KEYS) {
    for (let n = 0; n < PER_KEY; n++) {
      const dice = random();
      const id = `${key} ${n}`;
      if (dice < 0.04) doomed.add(id);
      else if (dice < 0.08) failures.set(id, MAX_ATTEMPTS + 1);
      else if (dice < 0.3) failures.set(id, 1 + Math.floor(random() * (MAX_ATTEMPTS - 2)));
    }
  }
  const fate: Fate = async ({ key, n, attempt }) => {
    const id = `${key} ${n}`;
    if (random() < 0.3) await new Promise((resolve) => setTimeout(resolve, random() * 3));
    if (doomed.has(id)) throw new Defect('doomed');
    if (attempt <= (failures.get(id) ?? 0)) throw new Error('not yet');
  };
  const start = (): TestWorker => {
    const store = createMemoryStore({ database: f.database });
    const forgetful: RetryOptions['store'] = {
      blockedKeys: (of, key) =>
        key === undefined ? Promise.resolve([]) : store.blockedKeys(of, key),
      park: store.park.bind(store),
      postpone: store.postpone.bind(store),
      unpark: store.unpark.bind(store),
      dueRows: store.dueRows.bind(store),
      addParked: store.addParked.bind(store),
      countParked: store.countParked.bind(store),
      releaseLease: store.releaseLease.bind(store),
      markAttempt: store.markAttempt.bind(store),
      purgeHandled: store.purgeHandled.bind(store),
    };
    return f.worker({
      fate,
      retry: { inPlace: 2, maxAttempts: MAX_ATTEMPTS, firstMs: 2, maxMs: 12 },
      retries: { maxRowsPerKey: 8, pollMs: 10, ...(forgets && { store: forgetful }) },
      limits: { drainTimeoutMs: 50 },
    });
  };
  let worker = start();
  let deaths = 0;
  for (let n = 0; n < PER_KEY; n++) {
    for (const key of KEYS) await f.send(key, n);
    await new Promise((resolve) => setTimeout(resolve, random() * 10));
    if (random() < 0.35) {
      const before = worker;
      if (random() < 0.5) {
        before.die();
        deaths += 1;
      } else await before.close();
      worker = start();
    }
  }
  const lettersOf = async (): Promise<Set<string>> =>
    new Set((await f.store.deadLetters({}, 1000)).map(nameOf));
  await until(async () => {
    let done = (await lettersOf()).size;
    for (const key of KEYS) done += new Set(await f.effects(key)).size;
    expect(done).toBe(KEYS.length * PER_KEY);
    expect(await f.store.countParked()).toBe(0);
  });
  const letters = await lettersOf();
  const wrong: string[] = [];
  for (const key of KEYS) {
    const due = [...Array(PER_KEY).keys()].filter((n) => !letters.has(`${key} ${n}`));
    const took = await f.effects(key);
    if (JSON.stringify(took) !== JSON.stringify(due)) wrong.push(`${key}: ${took.join(' ')}`);
  }
  // Killed often enough with the same record in hand, a worker cannot know that it was not the record.
  const blamed = deaths < 3 ? [] : await f.store.deadLetters({ code: 'HANDLER_KILLED_PROCESS' }, 9);
  if (blamed.length > 1) wrong.push(`${blamed.length} records are blamed for deaths`);
  const mayDie = new Set([
    ...blamed.map(nameOf),
    ...doomed,
    ...[...failures].flatMap(([id, n]) => (n > MAX_ATTEMPTS ? [id] : [])),
  ]);
  for (const id of letters) if (!mayDie.has(id)) wrong.push(`${id} is a dead letter`);
  await worker.close();
  return { wrong, deaths, letters: letters.size };
}

describe('through faults, takeovers, deaths and restarts', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'every record takes effect once and in the order of its key, or is a dead letter (seed %i)',
    async (seed) => {
      const { wrong, letters } = await run(seed, false);
      expect(wrong).toEqual([]);
      expect(letters).toBeGreaterThan(0);
    },
  );

  it('the ledger sees it when a taker forgets which keys are blocked', async () => {
    const found: string[] = [];
    for (let seed = 1; seed <= 6 && found.length === 0; seed++) {
      found.push(...(await run(seed, true)).wrong);
    }
    expect(found.length).toBeGreaterThan(0);
  }, 30_000);
});
