import { isClientError } from '@metamorphosis/client';

/** What to tell a person of an error. */
export function errorText(error: unknown): string {
  if (isClientError(error, 'NETWORK_ERROR')) {
    return 'The shop cannot be reached. Nothing was ordered twice; please try again.';
  }
  return error instanceof Error ? error.message : String(error);
}
