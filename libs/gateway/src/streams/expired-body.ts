import type { GraphQLFormattedError } from 'graphql';
import { errors } from '@metamorphosis/contract';

/** What is told to a caller whose token has ended. */
export function tokenExpired(cursor: string | undefined): GraphQLFormattedError {
  const { message, code } = errors.TOKEN_EXPIRED([]);
  return { message, extensions: { code, ...(cursor !== undefined && { cursor }) } };
}

/** What a stream says last whose caller's token has ended. */
export function expiredBody(cursor: string | undefined): string {
  return JSON.stringify({ errors: [tokenExpired(cursor)] });
}
