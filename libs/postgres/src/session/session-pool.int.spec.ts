import { describe, expect, it, onTestFinished } from 'vitest';
import { compileOptions } from '../options.js';
import { databaseUrl } from '../testing/test-schema.js';
import { sessionConfig } from './session-config.js';
import { SessionPool } from './session-pool.js';
import { Session } from './session.js';

const configFor = (url = databaseUrl) =>
  sessionConfig(compileOptions({ url, schema: 'public', applicationName: 'pool spec' }));

function poolOf(max: number, { idleTimeoutMs = 60_000, url = databaseUrl } = {}): SessionPool {
  const pool = new SessionPool(configFor(url), max, idleTimeoutMs);
  onTestFinished(() => pool.close());
  return pool;
}

/** Ends a session from the server's side, and waits until its client knows. */
async function endOnServer(session: Session): Promise<void> {
  const other = await Session.connect(configFor());
  await other.query('SELECT pg_terminate_backend($1)', [session.pid]);
  await other.end();
  await session.ended;
}

describe.skipIf(databaseUrl === '')('A pool of sessions', () => {
  it('hands out the session used last, and opens no more than it may', async () => {
    const pool = poolOf(2);
    const [first, second] = [await pool.acquire(), await pool.acquire()];
    const third = pool.acquire();
    pool.release(second, true);

    expect(await third).toBe(second);
    pool.release(first, true);
    pool.release(second, true);
    expect(await pool.acquire()).toBe(second);
    pool.release(second, true);
  });

  it('does not hand out a session that the server ended while it lay idle', async () => {
    const pool = poolOf(1);
    const session = await pool.acquire();
    pool.release(session, true);
    await endOnServer(session);

    const next = await pool.acquire();

    expect(next.pid).not.toBe(session.pid);
    expect((await next.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
    pool.release(next, true);
  });

  it.each([
    ['that its user calls unclean', () => Promise.resolve(), false],
    ['with an open transaction', (session: Session) => session.query('BEGIN'), true],
    ['that was ended in use', (session: Session) => endOnServer(session), true],
  ])('cuts a session %s, and gives its place to the next in line', async (_, spoil, isClean) => {
    const pool = poolOf(1);
    const session = await pool.acquire();
    const next = pool.acquire();
    await spoil(session);

    pool.release(session, isClean);

    expect((await next).pid).not.toBe(session.pid);
    expect((await (await next).query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
    pool.release(await next, true);
  });

  it('rolls back what failing work left open, and keeps the session', async () => {
    const pool = poolOf(1);
    let pid = 0;
    const failing = pool.use(async (session) => {
      pid = session.pid;
      await session.query('BEGIN');
      await session.query('SELECT 1 / 0');
    });

    await expect(failing).rejects.toMatchObject({ code: '22012' });
    expect(await pool.use(async (session) => session.pid)).toBe(pid);
  });

  it('loses no place to sessions that cannot be opened', async () => {
    const pool = poolOf(1, { url: 'postgres://nobody@127.0.0.1:1/nowhere' });

    const attempts = [pool.acquire(), pool.acquire(), pool.acquire()];

    for (const attempt of await Promise.allSettled(attempts)) {
      expect(attempt).toMatchObject({ status: 'rejected', reason: { code: 'UNAVAILABLE' } });
    }
  });

  it('closes sessions that nobody uses', async () => {
    const pool = poolOf(1, { idleTimeoutMs: 50 });
    const session = await pool.acquire();
    pool.release(session, true);

    await session.ended;

    const next = await pool.acquire();
    expect(next.pid).not.toBe(session.pid);
    pool.release(next, true);
  });

  it('waits at its close for the sessions in use, and takes nobody afterwards', async () => {
    const pool = poolOf(1);
    const session = await pool.acquire();
    let isClosed = false;
    const closing = pool.close().then(() => (isClosed = true));

    await expect(pool.acquire()).rejects.toMatchObject({ code: 'CLOSED' });
    expect((await session.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
    expect(isClosed).toBe(false);
    pool.release(session, true);
    await closing;
    expect(session.loss).toBeDefined();
  });
});
