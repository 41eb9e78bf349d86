import type { FaultOrder, RetryOrder } from '@metamorphosis/contract';
import { classify } from './failures.js';
import { defaultRetryPolicy, type RetryPolicy } from './retry-policy.js';

/**
 * The policy of a consumer: what its node was told stands above what its code says, that above the
 * defaults, each value for itself.
 */
export function orderedPolicy(
  declared: Partial<RetryPolicy> = {},
  { byError, ...told }: RetryOrder = {},
): RetryPolicy {
  const policy: RetryPolicy = { ...defaultRetryPolicy, ...declared, ...told };
  if (!byError) return policy;
  return {
    ...policy,
    classify: (error) => {
      const said = declared.classify?.(error);
      const kind = typeof said === 'string' ? said : classify(error);
      const order = kind === 'rejection' ? undefined : orderFor(error, byError);
      if (order === undefined) return said;
      if (order === 'dead-letter') return 'defect';
      return { ...(typeof said === 'object' && said), ...order };
    },
  };
}

/** What was told for an error: the nearest of its names counts. */
function orderFor(
  error: unknown,
  byError: NonNullable<RetryOrder['byError']>,
): FaultOrder | 'dead-letter' | undefined {
  const name = namesOf(error).find((one) => Object.hasOwn(byError, one));
  return name === undefined ? undefined : byError[name];
}

/** Its code, its name, then the names of its classes, from its own upwards. */
function namesOf(error: unknown): readonly string[] {
  if (typeof error !== 'object' || error === null) return [];
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  const names = [code, name].filter((one) => typeof one === 'string');
  for (
    let prototype: unknown = Object.getPrototypeOf(error);
    typeof prototype === 'object' && prototype !== null;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    const own = (prototype as { readonly constructor?: { readonly name?: string } }).constructor;
    if (own?.name) names.push(own.name);
  }
  return names;
}
