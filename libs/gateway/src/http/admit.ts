import { isMetamorphosisError } from '@metamorphosis/contract';
import type { Release } from '../limits/admission.js';
import { HttpRefusal } from './http-refusal.js';

/** Seconds after which who was refused may look again. */
const RETRY_AFTER = '1';

/** Takes a place; where there is none, the request is refused with 503 and Retry-After. */
export function admit(take: () => Release): Release {
  try {
    return take();
  } catch (error) {
    if (!isMetamorphosisError(error)) throw error;
    throw new HttpRefusal(503, error, { 'retry-after': RETRY_AFTER });
  }
}
