import { errors } from '@metamorphosis/contract';

/** What a stream says last whose caller's token has ended. */
export function expiredBody(cursor: string | undefined): string {
  const { message, code } = errors.TOKEN_EXPIRED([]);
  const extensions = { code, ...(cursor !== undefined && { cursor }) };
  return JSON.stringify({ errors: [{ message, extensions }] });
}
