import { GraphQLError, type FormattedExecutionResult, type GraphQLFormattedError } from 'graphql';
import type { MetamorphosisError } from '@metamorphosis/contract';
import type { Answer } from './engine.js';

/** Makes what a client may read of an error. */
export type ErrorFormatter = (error: GraphQLError) => GraphQLFormattedError;

/** An answer that was worked out by a run. */
export interface RunAnswer extends Answer {
  /** The same answer with other extensions. */
  withExtensions(extensions: Record<string, unknown>): RunAnswer;
}

/** An answer kept as an object. */
export class ObjectAnswer implements RunAnswer {
  constructor(
    readonly executed: boolean,
    private readonly data: Record<string, unknown> | null,
    readonly errors: readonly GraphQLFormattedError[],
    private readonly extensions?: Record<string, unknown>,
  ) {}

  result(): FormattedExecutionResult {
    return {
      ...(this.errors.length > 0 && { errors: this.errors }),
      ...(this.executed && { data: this.data }),
      ...(this.extensions && { extensions: this.extensions }),
    };
  }

  body(): string {
    return JSON.stringify(this.result());
  }

  withExtensions(extensions: Record<string, unknown>): ObjectAnswer {
    return new ObjectAnswer(this.executed, this.data, this.errors, extensions);
  }
}

/** An answer to a request that was not executed. */
export function refusal(errors: readonly GraphQLError[], format: ErrorFormatter): ObjectAnswer {
  return new ObjectAnswer(false, null, errors.map(format));
}

/** An error of the catalogue as a GraphQL error: its code and details in `extensions`. */
export function located(
  error: MetamorphosisError,
  path?: readonly (string | number)[],
): GraphQLError {
  return new GraphQLError(error.message, {
    ...(path && { path }),
    originalError: error,
    extensions: { ...error.details, code: error.code },
  });
}
