import type { OutgoingHttpHeaders } from 'node:http';
import type { GraphQLFormattedError } from 'graphql';
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

  /** As GraphQL writes it. */
  get errors(): readonly GraphQLFormattedError[] {
    const { message, code, details } = this.error;
    return [{ message, extensions: { ...details, code } }];
  }

  /** The body, in the form of a GraphQL answer. */
  body(): string {
    return JSON.stringify({ errors: this.errors });
  }
}
