import { errors, type DeadLetterRequest } from '@metamorphosis/contract';
import type { Store } from '@metamorphosis/core';

/** Answers what operators ask of a service's store. Rejects when it cannot. */
export function answerAsk(_store: Store<never>, request: DeadLetterRequest): Promise<unknown> {
  return Promise.reject(
    errors.CONFIGURATION_INVALID([
      `This version of the worker cannot ${request.kind} dead letters yet. Update the service.`,
    ]),
  );
}
