import { randomUUID } from 'node:crypto';
import { isMetamorphosisError } from '@metamorphosis/contract';
import type { Logger } from '@metamorphosis/core';
import type { AuditEntry } from '../audit/audit-entry.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import { AUTH_CODE_ARGUMENT } from '../auth/presented-codes.js';
import type { Arguments } from './arguments.js';
import type { Mutation } from './mutations.js';
import type { Resolver } from './queries.js';

/** Makes a mutation a field that leaves a trail: what is asked before it is done, its answers after. */
export function audited(
  what: string,
  mutation: Mutation,
  {
    audit,
    redact,
    logger,
  }: {
    readonly audit: Pick<AuditTrail, 'write'>;
    readonly redact: (text: string) => string;
    readonly logger: Logger;
  },
): Resolver {
  return async (_, args, { subject: by }) => {
    const { [AUTH_CODE_ARGUMENT]: _code, ...rest } = args;
    // Nothing of what follows needs the code, wherever else a caller may have put it.
    const told = JSON.parse(redact(JSON.stringify(rest))) as Arguments;
    const entry: AuditEntry = {
      id: randomUUID(),
      at: new Date().toISOString(),
      by,
      what,
      arguments: JSON.stringify(told),
    };
    await audit.write(entry);
    try {
      const answers = await mutation(told, by);
      await audit.write({ ...entry, answers });
      logger.info({ ...entry, answers }, `manager: ${what}`);
      return answers;
    } catch (error) {
      const why = isMetamorphosisError(error)
        ? `${error.code}: ${error.message}`
        : 'INTERNAL_ERROR';
      await audit.write({ ...entry, error: why });
      logger.warn({ ...entry, error: why }, `manager: ${what} was refused`);
      throw error;
    }
  };
}
