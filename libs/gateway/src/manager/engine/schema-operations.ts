import {
  execute,
  GraphQLError,
  subscribe,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import {
  coded,
  located,
  ObjectAnswer,
  parseOperation,
  refusal,
  type Answer,
  type CompiledOperation,
  type ErrorFormatter,
  type LiveAnswer,
  type LiveOperation,
  type ParsedOperation,
  type Preparation,
  type RequestContext,
  type Taker,
  type Variables,
} from '@metamorphosis/federation';

/** Runs operations on a schema whose resolvers are in this process. */
export class SchemaOperations {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly format: ErrorFormatter,
  ) {}

  /** Parses and validates, or answers why not. */
  prepare(query: string, operationName?: string | null): Preparation {
    const parsed = parseOperation(this.schema, query, operationName);
    if (!('document' in parsed)) return { ok: false, answer: refusal(parsed, this.format) };
    return { ok: true, operation: this.operationOf(parsed) };
  }

  private operationOf({ document, operation }: ParsedOperation): CompiledOperation {
    const { schema } = this;
    const asked = (variables: Variables | undefined, context: RequestContext) => ({
      schema,
      document,
      variableValues: variables,
      contextValue: context,
    });
    return {
      kind: operation.operation,
      name: operation.name?.value,
      execute: async (variables, context) => this.answer(await execute(asked(variables, context))),
      subscribe: async (variables, context) => {
        const results = await subscribe(asked(variables, context));
        return Symbol.asyncIterator in results ? this.live(results) : this.answer(results);
      },
    };
  }

  private answer(result: ExecutionResult): Answer {
    const failures = (result.errors ?? []).map((error) => this.format(withCode(error, result)));
    return new ObjectAnswer(result.data !== undefined, result.data ?? null, failures);
  }

  private live(results: AsyncGenerator<ExecutionResult, void, void>): LiveOperation {
    let stopped = false;
    const deliver = async (reader: Taker<LiveAnswer, Answer | undefined>): Promise<void> => {
      let failure: Answer | undefined;
      try {
        for await (const result of results) {
          if (stopped) break;
          await reader.take({ answer: this.answer(result) });
        }
      } catch (error) {
        const found = isMetamorphosisError(error)
          ? error
          : errors.INTERNAL_ERROR([String(error)], { cause: error });
        failure = refusal([located(found)], this.format);
      }
      reader.end(failure);
    };
    return {
      cursor: () => undefined,
      deliverTo: (reader) => void deliver(reader),
      stop: () => {
        stopped = true;
        // A stream that fails as it is left has nobody to tell.
        results.return().catch(() => undefined);
      },
    };
  }
}

/** What a resolver threw brings its code; what failed before one was called was wrong in the request. */
function withCode(error: GraphQLError, { data }: ExecutionResult): GraphQLError {
  const { originalError } = error;
  if (isMetamorphosisError(originalError)) return located(originalError, error.path);
  if (data === undefined && !originalError) return coded(error, 'GRAPHQL_VALIDATION_FAILED');
  return error;
}
