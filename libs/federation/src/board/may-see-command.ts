import type { CommandUpdate } from '@metamorphosis/contract';

/** Whether a command is answered to somebody: what was issued by a subject, to that subject alone. */
export function maySeeCommand({ subject }: CommandUpdate, asking: string | undefined): boolean {
  return subject === undefined || subject === asking;
}
