import { isTerminal, rankOf, type CommandUpdate } from '@metamorphosis/contract';

/** What decides the order of two updates of one command. */
export type Ordered = Pick<CommandUpdate, 'version' | 'state'>;

const RANKS = 4;

/**
 * One number for the order of updates of a command: version first, then the rank of the state.
 * Adapters compare it where their data lies (a script, a WHERE clause). `order % 4 === 3` says that
 * the state is terminal.
 */
export function updateOrder(update: Ordered): number {
  return update.version * RANKS + rankOf(update.state);
}

/**
 * Whether `candidate` replaces what stands: a higher order always does, an equal one only while
 * the command has not ended (progress replaces progress, the first outcome is final).
 */
export function outranks(candidate: Ordered, standing: Ordered | undefined): boolean {
  if (standing === undefined) return true;
  const difference = updateOrder(candidate) - updateOrder(standing);
  return difference > 0 || (difference === 0 && !isTerminal(candidate.state));
}
