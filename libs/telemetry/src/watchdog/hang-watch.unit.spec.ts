import { expect, test } from 'vitest';
import { RoleProcess } from '../testing/role-process.js';

const PATIENT = { timeout: 60_000 };

test.each(['hang-in-loop', 'hang-in-regex', 'hang-in-wait'])(
  'a process whose event loop is blocked (%s) says what it was at, and ends',
  PATIENT,
  async (role) => {
    const child = RoleProcess.supervised(role);
    expect(await child.ended).toBe('SIGKILL');
    expect(child.told).toContainEqual(
      expect.objectContaining({
        kind: 'hung',
        blockedMs: 500,
        record: expect.objectContaining({ offset: 7 }) as object,
        where: expect.stringContaining('hang-roles') as string,
      }),
    );
    expect(child.output).toContain('The event loop was blocked for 500 ms');
  },
);

test(
  'a busy process whose event loop turns is left alone, and so is one that was stopped for a while',
  PATIENT,
  async () => {
    const child = RoleProcess.supervised('busy');
    await child.until('busy');
    child.child.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    child.child.kill('SIGCONT');
    await child.until('done');
    expect(await child.ended).toBe(0);
    expect(child.told).toEqual([]);
  },
);
