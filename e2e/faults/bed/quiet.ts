import type { Books } from '../ledger/books.js';

const POLL_MS = 250;

/**
 * Waits until nothing is under way any more: outboxes empty, everything committed, twice in a row
 * (what is handled last publishes once more). Answers false when that does not come about in time.
 */
export async function quiet(books: Books, deadlineMs: number): Promise<boolean> {
  const deadline = performance.now() + deadlineMs;
  for (let calm = 0; calm < 2;) {
    if (performance.now() > deadline) return false;
    const left = await books.leftOver().catch(() => undefined);
    const nothing = left !== undefined && Object.values(left).every((count) => count === 0);
    calm = nothing ? calm + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return true;
}
