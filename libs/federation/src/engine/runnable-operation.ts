import type { GraphQLError } from 'graphql';
import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import type { Logger } from '@metamorphosis/core';
import { internalError, type OperationCode } from '../operation/compile-operation.js';
import { startRun, type Run } from '../plan/run.js';
import type { SubgraphClient } from '../subgraph/subgraph-client.js';
import { openLiveOperation } from '../subscription/live-operation.js';
import { SharedResolutions } from '../subscription/shared-resolutions.js';
import type { SubscriptionSource } from '../subscription/subscription-source.js';
import { located, ObjectAnswer, refusal, type ErrorFormatter } from './answer.js';
import type {
  Answer,
  CompiledOperation,
  LiveOperation,
  RequestContext,
  Variables,
} from './engine.js';

/** What operations share with the engine that made them. */
export interface OperationEnvironment {
  readonly format: ErrorFormatter;
  readonly client: (subgraph: string) => SubgraphClient;
  /** By scheme of the subgraph's address. */
  readonly sources: Readonly<Record<string, SubscriptionSource>>;
  readonly recompile: () => OperationCode | { readonly answer: Answer };
  readonly onReload: (listener: () => void) => () => void;
  readonly logger: Logger;
}

/** Code and environment together: what `prepare` hands out and the cache keeps. */
export class RunnableOperation implements CompiledOperation {
  readonly kind: OperationCode['kind'];
  readonly name: string | undefined;
  private readonly resolutions = new SharedResolutions();

  constructor(
    private readonly code: OperationCode,
    private readonly environment: OperationEnvironment,
  ) {
    this.kind = code.kind;
    this.name = code.name;
  }

  async execute(variables: Variables | undefined, context: RequestContext): Promise<Answer> {
    const { plan } = this.code;
    if (plan.kind !== 'fetches') {
      const error = errors.BAD_REQUEST([
        'A subscription is no request with one answer: use a stream.',
      ]);
      return refusal([located(error)], this.environment.format);
    }
    const coerced = this.code.coerce(variables);
    if ('errors' in coerced) return refusal(coerced.errors, this.environment.format);
    const { client } = this.environment;
    const run = startRun({ variables: coerced.values, context, client });
    return answerRun(this.code, plan.run, this.environment, run);
  }

  async subscribe(
    variables: Variables | undefined,
    context: RequestContext,
    cursor?: string,
  ): Promise<LiveOperation | Answer> {
    const coerced = this.code.coerce(variables);
    if ('errors' in coerced) return refusal(coerced.errors, this.environment.format);
    try {
      return await openLiveOperation({
        code: this.code,
        environment: this.environment,
        resolutions: this.resolutions,
        variables: coerced.values,
        context,
        cursor,
      });
    } catch (error) {
      if (!isMetamorphosisError(error)) {
        this.environment.logger.error({ err: error, operation: this.name }, 'Subscribing failed');
      }
      return refusal([internalError(error)], this.environment.format);
    }
  }
}

/** Runs a compiled plan and writes the answer. Never rejects. */
export async function answerRun(
  code: OperationCode,
  step: (run: Run) => Promise<void> | void,
  { format, logger }: Pick<OperationEnvironment, 'format' | 'logger'>,
  run: Run,
): Promise<ObjectAnswer> {
  try {
    await step(run);
    const data = code.project(run);
    return new ObjectAnswer(true, data, distinct(run.errors).map(format));
  } catch (error) {
    // A bug of this engine: the compiled steps turn what subgraphs do into errors of the run.
    logger.error({ err: error, operation: code.name }, 'Executing an operation failed');
    return new ObjectAnswer(true, null, [format(internalError(error))]);
  }
}

/** Two fetches that fail at one place in one way are one error to the client. */
function distinct(list: readonly GraphQLError[]): GraphQLError[] {
  const seen = new Set<string>();
  return list.filter((error) => {
    const key = JSON.stringify([error.message, error.path, error.extensions['code']]);
    return !seen.has(key) && seen.add(key);
  });
}
