import { errors } from '@metamorphosis/contract';
import { InFlight } from '../coalescing/in-flight.js';
import type { DeferredCode } from '../defer/compile-deferred.js';
import { internalError, type OperationCode } from '../operation/compile-operation.js';
import type { CodeFor, OperationVariants } from '../operation/operation-variants.js';
import { startRun } from '../plan/run.js';
import { openLiveOperation } from '../subscription/live-operation.js';
import { SharedResolutions } from '../subscription/shared-resolutions.js';
import { subscriptionErrors } from '../subscription/subscription-errors.js';
import { answerInParts } from './answer-in-parts.js';
import { answerRun } from './answer-run.js';
import { located, refusal } from './answer.js';
import type {
  Answer,
  CompiledOperation,
  IncrementalAnswer,
  LiveOperation,
  RequestContext,
  Variables,
} from './engine.js';
import type { OperationEnvironment } from './operation-environment.js';

/** Code and environment together: what `prepare` hands out and the cache keeps. */
export class RunnableOperation implements CompiledOperation {
  readonly kind: OperationCode['kind'];
  readonly name: string | undefined;
  readonly executeIncrementally: CompiledOperation['executeIncrementally'];
  private readonly inFlight = new InFlight<Answer>();
  private readonly resolutions = new SharedResolutions();

  constructor(
    private readonly variants: OperationVariants,
    private readonly environment: OperationEnvironment,
  ) {
    this.kind = variants.kind;
    this.name = variants.name;
    const { deferredCodeFor } = variants;
    this.executeIncrementally =
      deferredCodeFor &&
      ((variables, context) => this.runInParts(deferredCodeFor, variables, context));
  }

  async execute(variables: Variables | undefined, context: RequestContext): Promise<Answer> {
    const { coalescer, coalescesQueries } = this.environment;
    if (this.kind === 'mutation') {
      const answer = await this.run(variables, context);
      coalescer.mutated();
      return answer;
    }
    if (this.kind !== 'query' || !coalescesQueries) return this.run(variables, context);
    const key = coalescer.keyOf(
      context,
      `${context.payer ?? ''}\n${JSON.stringify(variables) ?? ''}`,
    );
    return this.inFlight.join(key, context.signal, (signal) =>
      this.run(variables, { ...context, signal }),
    );
  }

  /** How many forms of it are compiled just now. */
  forms(): number {
    return this.variants.forms();
  }

  private async run(variables: Variables | undefined, context: RequestContext): Promise<Answer> {
    if (this.kind === 'subscription') {
      const error = errors.BAD_REQUEST([
        'A subscription is no request with one answer: use a stream.',
      ]);
      return refusal([located(error)], this.environment.format);
    }
    const coerced = this.variants.coerce(variables);
    if ('errors' in coerced) return refusal(coerced.errors, this.environment.format);
    const { values } = coerced;
    const { answers, operationId: operation } = this.environment;
    const { freshness } = this.variants;
    if (!answers || !freshness || this.kind !== 'query') return this.affordable(values, context);
    const question = { operation, variables: values, context, freshness };
    return answers.answer(question, () => this.affordable(values, context));
  }

  private async affordable(variables: Variables, context: RequestContext): Promise<Answer> {
    return (await this.excess(variables, context)) ?? this.work(variables, context);
  }

  private async work(variables: Variables, context: RequestContext): Promise<Answer> {
    const { client, format, logger, classOf } = this.environment;
    let code: OperationCode;
    try {
      code = this.variants.codeFor(variables, classOf(context));
    } catch (error) {
      logger.error({ err: error, operation: this.name }, 'Planning failed');
      return refusal([internalError(error)], format);
    }
    const run = startRun({ variables, context, client });
    return answerRun(code, this.environment, run);
  }

  /** Parts of an answer are not shared: each caller reads them at a pace of its own. Their fetches are. */
  private async runInParts(
    codeFor: CodeFor<DeferredCode | undefined>,
    variables: Variables | undefined,
    context: RequestContext,
  ): Promise<Answer | IncrementalAnswer> {
    const coerced = this.variants.coerce(variables);
    if ('errors' in coerced) return refusal(coerced.errors, this.environment.format);
    const { values } = coerced;
    const { client, logger, classOf, coalescer } = this.environment;
    let code: DeferredCode | undefined;
    try {
      code = codeFor(values, classOf(context));
    } catch (error) {
      // What cannot be planned in parts may well be planned whole.
      logger.warn({ err: error, operation: this.name }, 'Planning @defer failed');
    }
    if (!code) return this.execute(variables, context);
    const excess = await this.excess(values, context);
    if (excess) return excess;
    const ending = new AbortController();
    const signal = context.signal
      ? AbortSignal.any([context.signal, ending.signal])
      : ending.signal;
    const run = startRun({ variables: values, context: { ...context, signal }, client });
    const answer = await answerInParts(code, run, {
      ...this.environment,
      stop: () => ending.abort(),
    });
    if (this.kind === 'mutation') coalescer.mutated();
    return answer;
  }

  /** Why it is not run when it costs too much: more than anybody may, or than is left to its caller. */
  private async excess(values: Variables, context: RequestContext): Promise<Answer | undefined> {
    const { cost, format } = this.environment;
    if (!cost) return undefined;
    const { max: allowed = Infinity, charge } = cost;
    const found = this.variants.cost(values);
    context.onCost?.(found);
    if (found > allowed) {
      const details = { limit: 'cost', allowed, found };
      return refusal(
        [located(errors.LIMIT_EXCEEDED(['cost', allowed, found], { details }))],
        format,
      );
    }
    const refused = await charge?.(context, found);
    return refused && refusal([located(refused)], format);
  }

  async subscribe(
    variables: Variables | undefined,
    context: RequestContext,
    cursor?: string,
  ): Promise<LiveOperation | Answer> {
    const coerced = this.variants.coerce(variables);
    if ('errors' in coerced) return refusal(coerced.errors, this.environment.format);
    const excess = await this.excess(coerced.values, context);
    if (excess) return excess;
    try {
      return await openLiveOperation({
        variants: this.variants,
        environment: this.environment,
        resolutions: this.resolutions,
        variables: coerced.values,
        context,
        cursor,
      });
    } catch (error) {
      const found = subscriptionErrors(error);
      if (!found) {
        this.environment.logger.error({ err: error, operation: this.name }, 'Subscribing failed');
      }
      return refusal(found ?? [internalError(error)], this.environment.format);
    }
  }
}
