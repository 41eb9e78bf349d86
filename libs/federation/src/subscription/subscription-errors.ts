import type { GraphQLError } from 'graphql';
import { isMetamorphosisError } from '@metamorphosis/contract';
import { located } from '../engine/answer.js';
import { UpstreamRefusal } from '../foreign/upstream-refusal.js';

/** What a subscription ends with that a source ended; undefined when nobody foresaw it. */
export function subscriptionErrors(error: unknown): readonly GraphQLError[] | undefined {
  if (error instanceof UpstreamRefusal) return error.errors;
  return isMetamorphosisError(error) ? [located(error)] : undefined;
}
