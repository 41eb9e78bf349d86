import { unavailable } from '../errors.js';
import type { Step } from '../session/batch.js';
import type { Session } from '../session/session.js';
import { COMMIT, LIMIT_TIME } from '../tables/statements.js';
import { timeLimitFor } from './deadline.js';

/** A commit that was sent is not taken back at the deadline: its answer is waited for so long. */
const COMMIT_GRACE_MS = 10_000;

/** For the case that this process stands still: the server itself lets go of the locks. To be sent before BEGIN. */
export async function limitTime(session: Session, timeoutMs: number): Promise<void> {
  const limit = timeLimitFor(timeoutMs);
  if (session.timeLimitMs === limit) return;
  session.timeLimitMs = limit;
  await session.batch([{ statement: LIMIT_TIME, parameters: [`${limit}`] }]);
}

/** Runs the last steps of a transaction and commits it. UNAVAILABLE leaves open whether it took effect. */
export async function commit(
  session: Session,
  steps: readonly Step[],
  timeoutMs: number,
): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    session.destroy();
    reject(unavailable(new Error(`No answer to a commit within ${COMMIT_GRACE_MS} ms`)));
  }, timeoutMs + COMMIT_GRACE_MS);
  try {
    await Promise.race([session.batch([...steps, { statement: COMMIT }]), late]);
  } finally {
    clearTimeout(timer);
  }
}
