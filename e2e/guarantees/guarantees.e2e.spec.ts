import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { encodeRecord, newRecordId } from '@metamorphosis/contract';
import { openPorts, readSettings } from '@metamorphosis/wiring';
import { environmentOf, STACKS, type Stack } from '../platform/stack.js';
import { until } from '../platform/until.js';
import { CONCURRENCY, Noted } from './note.js';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));
const EVENTS = 20;
/** The first event whose handler hangs until its process is killed. */
const HANGS = 8;
const HUNG = Array.from({ length: CONCURRENCY }, (_, n) => HANGS + n);

/** What the handlers of a guarantee did, before and after the kill. */
class Ledger {
  private readonly env: ReturnType<typeof environmentOf>;
  private readonly path: string;

  constructor(
    stack: Stack,
    private readonly guarantee: string,
  ) {
    this.env = environmentOf(stack);
    this.path = join(this.env.METAMORPHOSIS_DATA, 'ledger');
    onTestFinished(() => rmSync(this.env.METAMORPHOSIS_DATA, { recursive: true, force: true }));
  }

  /** Puts the events on the log. */
  async append(): Promise<void> {
    const { log, close } = openPorts('scenario', readSettings(this.env));
    await log.createTopics(
      ['notes.events', 'notes.events.dlq'].map((name) => ({ name, partitions: 1 })),
    );
    const records = Array.from({ length: EVENTS }, (_, n) =>
      encodeRecord({
        kind: 'event',
        id: newRecordId(),
        source: Noted.service,
        type: Noted.type,
        time: new Date().toISOString(),
        key: Noted.keyOf({ n }),
        data: { n },
        correlationId: 'scenario',
      }),
    );
    await log.append('notes.events', records);
    await close();
  }

  /** Starts a worker; what it returns kills it with SIGKILL. */
  worker(hangFrom = EVENTS): () => Promise<void> {
    const args = [WORKER, this.guarantee, this.path, String(hangFrom)];
    const child = spawn(process.execPath, args, { env: this.env, stdio: 'ignore' });
    const exited = once(child, 'exit');
    const kill = async (): Promise<void> => {
      child.kill('SIGKILL');
      await exited;
    };
    onTestFinished(kill);
    return kill;
  }

  /** The events that began, or ended, in their order. */
  of(what: 'begin' | 'end'): readonly number[] {
    const lines = existsSync(this.path) ? readFileSync(this.path, 'utf8').split('\n') : [];
    return lines.filter((line) => line.startsWith(what)).map((line) => Number(line.split(' ')[1]));
  }

  /** Kills a worker in the middle of its handlers, and lets another one go on to the end. */
  async play(): Promise<void> {
    await this.append();
    const kill = this.worker(HANGS);
    await until(
      'handlers hang',
      async () => this.of('begin'),
      (begun) => HUNG.every((n) => begun.includes(n)),
    );
    await kill();
    this.worker();
    await until(
      'the last event is handled',
      async () => this.of('end'),
      (ended) => ended.includes(EVENTS - 1),
    );
  }
}

const numbers = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, n) => from + n);
const sorted = (list: readonly number[]): readonly number[] => [...list].sort((a, b) => a - b);

describe.each(STACKS)('when a worker is killed on %s', (stack) => {
  test('at-least-once: what it was handling is handled again, and nothing is left out', async () => {
    const ledger = new Ledger(stack, 'at-least-once');
    await ledger.play();
    const ended = await until(
      'every event is handled',
      async () => ledger.of('end'),
      (all) => new Set(all).size === EVENTS,
    );
    expect(sorted([...new Set(ended)])).toEqual(numbers(0, EVENTS));
    const begun = ledger.of('begin');
    for (const n of HUNG) expect(begun.filter((m) => m === n)).toHaveLength(2);
  });

  test('at-most-once: what it was handling is lost, nothing else is, and nothing begins twice', async () => {
    const ledger = new Ledger(stack, 'at-most-once');
    await ledger.play();
    const wanted = numbers(0, EVENTS).filter((n) => !HUNG.includes(n));
    const ended = await until(
      'every other event is handled',
      async () => sorted(ledger.of('end')),
      (all) => all.length >= wanted.length,
    );
    expect(ended).toEqual(wanted);
    expect(sorted(ledger.of('begin'))).toEqual(numbers(0, EVENTS));
  });
});
