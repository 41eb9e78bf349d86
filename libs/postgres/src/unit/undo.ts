import type pg from 'pg';
import { Session } from '../session/session.js';
import { END_SESSION, ROLLBACK } from '../tables/statements.js';
import type { Deadline } from './deadline.js';

/** How long a rollback may take before the session is given up. */
const ROLLBACK_MS = 5_000;

/** Ends the transaction of a session, by force if need be. Answers whether the session can be used again. */
export async function undo(
  session: Session,
  deadline: Deadline,
  config: pg.ClientConfig,
): Promise<boolean> {
  if (session.loss) return false;
  // A statement that waits for a lock would keep a rollback waiting behind it.
  if (deadline.error && session.isBusy) {
    await endOnServer(session, config).catch(() => undefined); // its own time limit is behind this
    session.destroy();
    return false;
  }
  const timer = setTimeout(() => session.destroy(), ROLLBACK_MS);
  return session
    .batch([{ statement: ROLLBACK }])
    .then(
      () => true,
      () => false,
    )
    .finally(() => clearTimeout(timer));
}

async function endOnServer({ pid }: Session, config: pg.ClientConfig): Promise<void> {
  const session = await Session.connect(config);
  try {
    await session.batch([{ statement: END_SESSION, parameters: [pid, ROLLBACK_MS] }]);
  } finally {
    await session.end();
  }
}
