import type { Books } from '../ledger/books.js';

const POLL_MS = 250;
/** So many times as long as it may stand still, it may take in all. */
const PATIENCE = 5;

/**
 * Waits until nothing is under way any more: outboxes empty, everything committed, twice in a row
 * (what is handled last publishes once more). A slow machine has its time: it is given up when nothing has changed
 * for `idleMs`. Answers what was left then; undefined when nothing was.
 */
export async function quiet(
  books: Pick<Books, 'leftOver'>,
  idleMs: number,
): Promise<string | undefined> {
  const end = performance.now() + idleMs * PATIENCE;
  let last = 'nothing could be read';
  let changedAt = performance.now();
  for (let calm = 0; calm < 2;) {
    const left = await books.leftOver().catch(() => undefined);
    const nothing = left !== undefined && Object.values(left).every((count) => count === 0);
    calm = nothing ? calm + 1 : 0;
    const now = left === undefined ? last : JSON.stringify(left);
    if (now !== last) changedAt = performance.now();
    last = now;
    const idle = performance.now() - changedAt;
    if (!nothing && (idle > idleMs || performance.now() > end)) return last;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return undefined;
}
