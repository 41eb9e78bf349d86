import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { silentLogger } from '@metamorphosis/core';
import { SupervisedProcess, type ProcessOptions, type ProcessState } from './supervised-process.js';

const MODULE = new URL('../testing/program.mjs', import.meta.url).pathname;
const PATIENT = { timeout: 30_000 };
const soon = (check: () => void): Promise<void> =>
  vi.waitFor(check, { timeout: 20_000, interval: 10 });

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'metamorphosis-supervised-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'notes');
}

function supervise(role: string, options: Partial<ProcessOptions> & { notes?: string } = {}) {
  const { notes = '', ...rest } = options;
  const states: ProcessState[] = [];
  const supervised = new SupervisedProcess({
    name: role,
    module: MODULE,
    args: [role, notes],
    env: { PATH: process.env['PATH'], PORT: '0' },
    logger: silentLogger,
    closeTimeoutMs: 5000,
    onChange: (state) => states.push(state),
    ...rest,
  });
  onTestFinished(() => supervised.stop());
  const waits = (): number[] =>
    states.flatMap((state) => (state.kind === 'waiting' ? [state.restarts] : []));
  return { supervised, states, waits };
}

test('it tells when the program is up, with what that says of itself', PATIENT, async () => {
  const { supervised } = supervise('steady');
  expect(supervised.state.kind).toBe('starting');
  await soon(() =>
    expect(supervised.state).toMatchObject({
      kind: 'up',
      facts: { role: 'steady' },
      ready: true,
      reasons: [],
    }),
  );
});

test('it knows when the program is up but not ready', PATIENT, async () => {
  const { supervised } = supervise('not-ready');
  await soon(() =>
    expect(supervised.state).toMatchObject({
      kind: 'up',
      ready: false,
      reasons: ['board: no answer'],
    }),
  );
});

test('a program that crashes is started again', PATIENT, async () => {
  const { supervised, states } = supervise('crash-once', { notes: scratch() });
  await soon(() => expect(states.filter(({ kind }) => kind === 'up')).toHaveLength(3));
  expect(states.map(({ kind }) => kind).slice(0, 4)).toEqual([
    'starting',
    'up',
    'waiting',
    'starting',
  ]);
  expect(states[2]).toMatchObject({ restarts: 1, reason: 'exit code 7' });
  expect(supervised.state.kind).toBe('up');
});

test('a program that is killed is started again', PATIENT, async () => {
  const { supervised, states, waits } = supervise('steady');
  await soon(() => expect(supervised.state.kind).toBe('up'));
  const { state } = supervised;
  if (state.kind === 'up') process.kill(state.pid, 'SIGKILL');
  await soon(() => expect(waits()).toEqual([1]));
  await soon(() => expect(supervised.state.kind).toBe('up'));
  expect(states.find(({ kind }) => kind === 'waiting')).toMatchObject({ reason: 'signal SIGKILL' });
});

test('the pause before a restart grows with each failure', PATIENT, async () => {
  const at: number[] = [];
  const { waits } = supervise('crash', {
    onChange: ({ kind }) => {
      if (kind === 'starting') at.push(performance.now());
    },
  });
  expect(waits()).toEqual([]);
  await soon(() => expect(at.length).toBeGreaterThanOrEqual(5));
  // At least half of 200, 400, 800, 1600 ms.
  const pauses = at.slice(1).map((time, i) => time - (at[i] ?? 0));
  expect(pauses[3]).toBeGreaterThanOrEqual(800);
  expect(pauses[3]).toBeGreaterThan(pauses[0] ?? 0);
});

test('the reason that the program gives before it ends is kept', PATIENT, async () => {
  const { states } = supervise('misconfigured');
  await soon(() =>
    expect(states.find(({ kind }) => kind === 'waiting')).toMatchObject({
      reason: 'The colour is missing.',
    }),
  );
});

test('a hang is told with the record that the program was at', PATIENT, async () => {
  const { states } = supervise('hung');
  await soon(() =>
    expect(states.find(({ kind }) => kind === 'waiting')).toMatchObject({
      reason:
        'its event loop was blocked for 30000 ms while it handled orders.commands/3/17 (key ada) for commands, in handle order.js:9',
    }),
  );
});

test(
  'a program that somebody else stopped cleanly is not started again, if it is to be so',
  PATIENT,
  async () => {
    const { supervised, states } = supervise('steady', { restart: 'on-failure' });
    await soon(() => expect(supervised.state.kind).toBe('up'));
    process.kill(supervised.pid ?? 0, 'SIGTERM');
    await soon(() => expect(supervised.state.kind).toBe('stopped'));
    expect(states.map(({ kind }) => kind)).not.toContain('waiting');
    await supervised.stop();
  },
);

test('failures count as a row until the program was up for a while', PATIENT, async () => {
  const never = supervise('slow-crash', { soundAfterMs: 100 });
  await soon(() => expect(never.waits().slice(0, 3)).toEqual([1, 2, 3]));
  const sound = supervise('up-and-down', { soundAfterMs: 100 });
  await soon(() => expect(sound.waits().slice(0, 3)).toEqual([1, 1, 1]));
});

test('a restart gets what was learnt from the run before', PATIENT, async () => {
  const notes = scratch();
  supervise('crash-once', { notes, restartEnv: ({ port }) => ({ PORT: String(port) }) });
  await soon(() => expect(readFileSync(notes, 'utf8')).toBe('0\n4321\n'));
});

test(
  'stop ends the program and resolves when it is gone; it is not started again',
  PATIENT,
  async () => {
    const { supervised, states } = supervise('steady');
    await soon(() => expect(supervised.state.kind).toBe('up'));
    const { state } = supervised;
    await supervised.stop();
    expect(supervised.state).toEqual({ kind: 'stopped' });
    expect(() => state.kind === 'up' && process.kill(state.pid, 0)).toThrow('ESRCH');
    expect(states.filter(({ kind }) => kind === 'stopped')).toHaveLength(1);
  },
);

test(
  'stop asks once, however often it is called: a second SIGTERM would cut the program off',
  PATIENT,
  async () => {
    const notes = scratch();
    const { supervised } = supervise('counts-signals', { notes });
    await soon(() => expect(supervised.state.kind).toBe('up'));
    const first = supervised.stop();
    await soon(() => expect(readFileSync(notes, 'utf8')).toBe('SIGTERM\n'));
    await supervised.stop();
    await first;
    expect(readFileSync(notes, 'utf8')).toBe('SIGTERM\n');
  },
);

test('a program that does not stop in time is killed', PATIENT, async () => {
  const { supervised } = supervise('stubborn', { closeTimeoutMs: 200 });
  await soon(() => expect(supervised.state.kind).toBe('up'));
  await supervised.stop();
  expect(supervised.state).toEqual({ kind: 'stopped' });
});

test('stop ends the wait for a restart', PATIENT, async () => {
  const { supervised, states } = supervise('crash');
  await soon(() => expect(supervised.state.kind).toBe('waiting'));
  await supervised.stop();
  const before = states.length;
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(states).toHaveLength(before);
  expect(supervised.state).toEqual({ kind: 'stopped' });
});

test(
  'a program that cannot be started is tried again, and can be stopped at any moment',
  PATIENT,
  async () => {
    const cwd = '/no/such/folder';
    const { waits } = supervise('steady', { cwd });
    await soon(() => expect(waits()).toContain(2));
    const { supervised } = supervise('steady', { cwd, closeTimeoutMs: 50 });
    await supervised.stop();
    expect(supervised.state).toEqual({ kind: 'stopped' });
  },
);

test('what a program writes is told line by line, to whoever wants to know', PATIENT, async () => {
  const lines: string[] = [];
  supervise('talkative', { onLine: (line) => lines.push(line) });
  await soon(() => expect([...lines].sort()).toEqual(['one', 'three', 'two']));
});
