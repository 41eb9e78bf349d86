import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { end, isAlive, launch } from './process.ts';
import type { ProcessIdentity } from './service.ts';

async function launchNode(script: string): Promise<{ identity: ProcessIdentity; logFile: string }> {
  const cwd = mkdtempSync(join(tmpdir(), 'metamorphosis-process-'));
  const logFile = join(cwd, 'log');
  const identity = await launch({ command: process.execPath, args: ['-e', script], cwd, logFile });
  onTestFinished(async () => {
    await end(identity, 0);
    rmSync(cwd, { recursive: true });
  });
  return { identity, logFile };
}

const idle = 'setInterval(() => undefined, 1000)';

it('ends a process and waits for it', async () => {
  const { identity } = await launchNode(idle);
  expect(isAlive(identity)).toBe(true);
  await end(identity, 5_000);
  expect(isAlive(identity)).toBe(false);
});

it('ends by force what does not leave when asked', async () => {
  const { identity, logFile } = await launchNode(
    `process.on('SIGTERM', () => undefined); ${idle}; console.log('deaf')`,
  );
  await vi.waitFor(() => expect(readFileSync(logFile, 'utf8')).toContain('deaf'), 10_000);
  await end(identity, 50);
  expect(isAlive(identity)).toBe(false);
});

it('leaves a process alone that has the pid of an earlier one', async () => {
  const { identity } = await launchNode(idle);
  const earlier = { ...identity, startedAt: '1' };
  expect(isAlive(earlier)).toBe(false);
  await end(earlier, 0);
  expect(isAlive(identity)).toBe(true);
});

it('says so when the program does not exist', async () => {
  const logFile = join(tmpdir(), 'metamorphosis-no-such-program.log');
  onTestFinished(() => rmSync(logFile, { force: true }));
  const start = launch({ command: 'no-such-program', args: [], cwd: tmpdir(), logFile });
  await expect(start).rejects.toThrow('no-such-program');
});
