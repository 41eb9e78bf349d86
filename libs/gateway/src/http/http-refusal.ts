import type { OutgoingHttpHeaders } from 'node:http';
import type { MetamorphosisError } from '@metamorphosis/contract';

/** A request that is answered without being executed. */
export class HttpRefusal extends Error {
  constructor(
    readonly status: number,
    readonly error: MetamorphosisError,
    readonly headers: OutgoingHttpHeaders = {},
  ) {
    super(error.message);
  }

  /** The body, in the form of a GraphQL answer. */
  body(): string {
    const { message, code, details } = this.error;
    return JSON.stringify({ errors: [{ message, extensions: { ...details, code } }] });
  }
}
