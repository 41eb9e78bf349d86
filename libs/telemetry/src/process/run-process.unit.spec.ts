import { expect, test, vi } from 'vitest';
import { EXIT_CODES } from '@metamorphosis/contract';
import { RoleProcess } from '../testing/role-process.js';

const { stopped, failed, cutOff } = EXIT_CODES;
const DEADLINE = { timeout: 30_000 };
/** Longer than repeats of one and the same signal take to arrive. */
const LATER_MS = 600;
const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, LATER_MS));
const soon = <T>(check: () => T): Promise<T> =>
  vi.waitFor(check, { timeout: 10_000, interval: 10 });

test('SIGTERM closes it', DEADLINE, async () => {
  const process = RoleProcess.alone('plain');
  await process.until('is up');
  process.signal('SIGTERM');
  expect(await process.ended).toBe(stopped);
  expect(process.output).toContain('closed\n');
});

test('Ctrl-C closes it when nobody supervises it', DEADLINE, async () => {
  const process = RoleProcess.alone('plain');
  await process.until('is up');
  process.signal('SIGINT');
  expect(await process.ended).toBe(stopped);
});

test('under a supervisor Ctrl-C is left to it; SIGTERM closes', DEADLINE, async () => {
  const process = RoleProcess.supervised('plain');
  await process.until('is up');
  process.signal('SIGINT');
  await later();
  expect(process.child.exitCode).toBeNull();
  expect(process.output).not.toContain('is stopping');
  process.signal('SIGTERM');
  expect(await process.ended).toBe(stopped);
});

test('the loss of its supervisor closes it', DEADLINE, async () => {
  const process = RoleProcess.supervised('plain');
  await process.until('is up');
  process.child.disconnect();
  expect(await process.ended).toBe(stopped);
  expect(process.output).toContain('closed\n');
});

test('what is in hand is finished before it ends', DEADLINE, async () => {
  const process = RoleProcess.alone('slow-close');
  await process.until('is up');
  process.signal('SIGTERM');
  await process.until('closing');
  process.child.stdin?.write('now\n');
  expect(await process.ended).toBe(stopped);
  expect(process.output).toContain('closed\n');
});

test('a second signal cuts it off', DEADLINE, async () => {
  const process = RoleProcess.alone('slow-close');
  await process.until('is up');
  process.signal('SIGTERM');
  await process.until('closing');
  await later();
  process.signal('SIGTERM');
  expect(await process.ended).toBe(cutOff);
  expect(process.output).not.toContain('closed\n');
});

test(
  'one and the same Ctrl-C that arrives twice, from the terminal and from npm, counts once',
  DEADLINE,
  async () => {
    const process = RoleProcess.alone('slow-close');
    await process.until('is up');
    process.signal('SIGINT');
    await process.until('closing');
    process.signal('SIGINT');
    await later();
    expect(process.child.exitCode).toBeNull();
    process.child.stdin?.write('now\n');
    expect(await process.ended).toBe(stopped);
  },
);

test('closing that takes too long is cut off at the deadline', DEADLINE, async () => {
  const process = RoleProcess.alone('stuck-close', 300);
  await process.until('is up');
  process.signal('SIGTERM');
  expect(await process.ended).toBe(cutOff);
  expect(process.output).toContain('did not close in time');
});

test('one that had to leave work in hand ends as one that was cut off', DEADLINE, async () => {
  const process = RoleProcess.alone('left-in-hand');
  await process.until('is up');
  process.signal('SIGTERM');
  expect(await process.ended).toBe(cutOff);
  expect(process.output).toContain('closed\n');
  expect(process.output).toContain('work left in hand');
});

test('closing that fails says so and ends', DEADLINE, async () => {
  const process = RoleProcess.alone('failing-close');
  await process.until('is up');
  process.signal('SIGTERM');
  expect(await process.ended).toBe(cutOff);
  expect(process.output).toContain('no way');
});

test('a start that waits is stopped', DEADLINE, async () => {
  const process = RoleProcess.alone('waiting');
  await process.until('waiting');
  process.signal('SIGTERM');
  expect(await process.ended).toBe(stopped);
});

test('a start that heeds nothing is cut off at the deadline', DEADLINE, async () => {
  const process = RoleProcess.alone('stuck-start', 300);
  await process.until('waiting');
  process.signal('SIGTERM');
  expect(await process.ended).toBe(cutOff);
  expect(process.output).toContain('did not close in time');
});

test('what its user has to mend is said in words, also to the supervisor', DEADLINE, async () => {
  const process = RoleProcess.supervised('misconfigured');
  expect(await process.ended).toBe(failed);
  expect(process.told).toEqual([{ kind: 'failed', message: 'The colour is missing.' }]);
  expect(process.output).toContain('The colour is missing.');
  expect(process.output).not.toContain('    at ');
  const unopened = RoleProcess.supervised('unopened');
  expect(await unopened.ended).toBe(failed);
  expect(unopened.told).toEqual([{ kind: 'failed', message: 'The secret is too short.' }]);
});

test('any other failure to start is logged in full', DEADLINE, async () => {
  const process = RoleProcess.supervised('broken');
  expect(await process.ended).toBe(failed);
  expect(process.told).toEqual([{ kind: 'failed', message: 'the disk is full' }]);
  expect(process.output).toContain('process-roles');
});

test(
  'a failure that nobody caught ends it, for its supervisor to start it again',
  DEADLINE,
  async () => {
    const process = RoleProcess.supervised('crashing');
    expect(await process.ended).toBe(failed);
    expect(process.output).toContain('nobody caught this');
  },
);

test('it tells its supervisor that it is up, with what it says of itself', DEADLINE, async () => {
  const process = RoleProcess.supervised('plain');
  await soon(() => expect(process.told).toEqual([{ kind: 'ready', facts: { role: 'plain' } }]));
});

test(
  'a process that comes up without being ready says so at once, and when that changes',
  DEADLINE,
  async () => {
    const process = RoleProcess.supervised('not-ready');
    const expected = [
      { kind: 'ready', facts: { role: 'not-ready' } },
      { kind: 'readiness', ready: false, reasons: ['board: no answer'] },
    ];
    await soon(() => expect(process.told).toEqual(expected));
    process.child.stdin?.write('now\n');
    await soon(() =>
      expect(process.told.at(-1)).toEqual({ kind: 'readiness', ready: true, reasons: [] }),
    );
  },
);
