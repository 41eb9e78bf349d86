import {
  getArgumentValues,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
} from 'graphql';
import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import { identityKey } from '../coalescing/coalescer.js';
import { answerRun } from '../engine/answer-run.js';
import { located, refusal, type RunAnswer } from '../engine/answer.js';
import type { LiveAnswer, LiveOperation, RequestContext, Variables } from '../engine/engine.js';
import type { OperationEnvironment } from '../engine/operation-environment.js';
import { internalError, type OperationCode } from '../operation/compile-operation.js';
import type { OperationVariants } from '../operation/operation-variants.js';
import { startRun, type Json } from '../plan/run.js';
import { collectFields } from '../projection/collect-fields.js';
import { ALWAYS, anyOf } from '../projection/conditions.js';
import { compilePrimary, type Primary } from './primary.js';
import type { SharedResolutions } from './shared-resolutions.js';
import type { Delivery, Feed, SubscriptionSource } from './subscription-source.js';

/** What a subscription is opened with. */
export interface LiveRequest {
  readonly variants: OperationVariants;
  readonly environment: OperationEnvironment;
  readonly resolutions: SharedResolutions;
  readonly variables: Variables;
  readonly context: RequestContext;
  readonly cursor: string | undefined;
}

/** Opens the feed. Rejects with an error of the catalogue when the subscriber is refused. */
export async function openLiveOperation(request: LiveRequest): Promise<LiveOperation> {
  const stage = stageOf(request.variants, request);
  const ending = new AbortController();
  const feed = await stage.source.open({
    url: stage.url,
    field: stage.field,
    schema: stage.code.supergraph.fullSchema,
    args: stage.args,
    context: request.context,
    cursor: request.cursor,
    signal: ending.signal,
  });
  return new Live(request, stage, feed, ending);
}

/** What one supergraph makes of the operation. */
interface Stage {
  readonly variants: OperationVariants;
  /** What the caller may see, as the code was made for. */
  readonly accessKey: string;
  readonly code: OperationCode;
  readonly field: GraphQLField<unknown, unknown>;
  readonly args: Readonly<Record<string, unknown>>;
  readonly url: string;
  readonly source: SubscriptionSource;
  readonly primary: Primary;
  /** Who has the same key gets the same answer to the same value. */
  readonly shareKey: string;
}

function stageOf(
  variants: OperationVariants,
  { variables, context, environment }: LiveRequest,
): Stage {
  const grants = environment.grants(context);
  const code = variants.codeFor(variables, grants);
  const { plan, supergraph } = code;
  if (variants.kind !== 'subscription') {
    throw errors.BAD_REQUEST(['Only a subscription can be subscribed to.']);
  }
  const { node, field } = rootField(code, variables);
  const denial = code.denials?.ofField(
    supergraph.apiSchema.getSubscriptionType()?.name ?? '',
    field.name,
  );
  if (denial) throw denial;
  if (plan.kind !== 'subscription') {
    throw errors.INTERNAL_ERROR(['The plan of a subscription is none.']);
  }
  const subgraph = supergraph.subgraphs.find(({ name }) => name === plan.primary.serviceName);
  const url = subgraph?.url ?? '';
  const source = environment.sources[url.slice(0, url.indexOf(':') + 1)];
  if (!source) {
    throw errors.CONFIGURATION_INVALID([
      `Nobody here feeds subscriptions of subgraph ${plan.primary.serviceName}.`,
    ]);
  }
  const accessKey = variants.accessKey(grants);
  return {
    variants,
    accessKey,
    code,
    field,
    args: getArgumentValues(field, node, variables),
    url,
    source,
    primary: primaryOf(code, plan.primary),
    shareKey: JSON.stringify([supergraph.id, variables, identityKey(context), accessKey]),
  };
}

/** Compiled once, however many subscribe with one document. */
const primaries = new WeakMap<OperationCode, Primary>();

function primaryOf(code: OperationCode, node: Parameters<typeof compilePrimary>[0]): Primary {
  let primary = primaries.get(code);
  if (!primary) {
    primary = compilePrimary(node, code.supergraph, code.clientPath);
    primaries.set(code, primary);
  }
  return primary;
}

function rootField(
  { supergraph, fragments, definition }: OperationCode,
  variables: Variables,
): { node: FieldNode; field: GraphQLField<unknown, unknown> } {
  const schema = supergraph.fullSchema;
  const root = schema.getSubscriptionType() as GraphQLObjectType;
  const selections = [{ selectionSet: definition.selectionSet, condition: ALWAYS }];
  for (const mentions of collectFields({ schema, fragments }, root, selections).values()) {
    const included = anyOf(mentions.map(({ condition }) => condition));
    const node = mentions[0]?.node;
    const field = node && root.getFields()[node.name.value];
    if (field && (!included || included(variables))) return { node, field };
  }
  throw errors.GRAPHQL_VALIDATION_FAILED(['A subscription selects exactly one field.']);
}

/** How many values are worked out at a time. */
const READ_AHEAD = 8;

class Live implements LiveOperation {
  private end: RunAnswer | undefined;
  private readonly unlisten: () => void;

  constructor(
    private readonly request: LiveRequest,
    private stage: Stage,
    private readonly feed: Feed,
    private readonly ending: AbortController,
  ) {
    this.unlisten = request.environment.onReload(() => this.restage());
    // Those that wait behind another are worked out meanwhile, and still delivered in order.
    feed.onUpcoming?.(READ_AHEAD, (values) => {
      for (const value of values) void this.shared(value);
    });
  }

  cursor(): string | undefined {
    return this.feed.cursor();
  }

  [Symbol.asyncIterator](): AsyncIterator<LiveAnswer, void, undefined> {
    const answers = this.answers();
    return {
      next: () => answers.next(),
      // A generator that waits does not hear of a return: the feed has to end first.
      return: async () => {
        this.stop();
        return answers.return();
      },
    };
  }

  private async *answers(): AsyncGenerator<LiveAnswer, void, undefined> {
    const { format, logger } = this.request.environment;
    try {
      for await (const delivery of this.feed.deliveries) {
        this.checkAccess();
        if (this.end) break;
        yield { answer: await this.answer(delivery), cursor: delivery.cursor };
      }
    } catch (error) {
      if (!isMetamorphosisError(error)) logger.error({ err: error }, 'A subscription failed');
      this.end ??= refusal([internalError(error)], format);
    } finally {
      this.stop();
    }
    if (this.end) yield { answer: this.end };
  }

  private async answer({ value, cursor }: Delivery): Promise<RunAnswer> {
    const answer = await (value ? this.shared(value) : this.resolve(this.stage, value));
    return cursor === undefined ? answer : this.request.resolutions.at(cursor, answer);
  }

  /** Worked out once for all who ask the same of the same value. Never rejects. */
  private shared(value: Json): Promise<RunAnswer> {
    const stage = this.stage;
    const make = (): Promise<RunAnswer> => this.resolve(stage, value);
    return this.request.resolutions.resolve(value, stage.shareKey, make);
  }

  private resolve(stage: Stage, value: Delivery['value']): Promise<RunAnswer> {
    const { variables, context, environment } = this.request;
    // Shared with other subscribers: it must not end because this one leaves.
    const { signal: _, ...shared } = context;
    const run = startRun({ variables, context: shared, client: environment.client });
    Object.assign(run.data, stage.primary(stage.field.name, value, variables, run.errors));
    return answerRun(stage.code, environment, run);
  }

  /** What the caller may see is asked for each event anew: rights may have been given, or taken away. */
  private checkAccess(): void {
    const { environment, context } = this.request;
    const { variants, accessKey } = this.stage;
    if (variants.accessKey(environment.grants(context)) === accessKey) return;
    this.goOnWith(variants);
  }

  /** Goes on with what the document means to the new supergraph; ends only if it means nothing any more. */
  private restage(): void {
    const variants = this.request.environment.recompile();
    if (!('answer' in variants)) return this.goOnWith(variants);
    this.end = variants.answer as RunAnswer;
    this.ending.abort();
  }

  private goOnWith(variants: OperationVariants): void {
    const { environment } = this.request;
    try {
      const next = stageOf(variants, this.request);
      const same = next.url === this.stage.url && next.field.name === this.stage.field.name;
      if (!same) throw errors.GRAPHQL_VALIDATION_FAILED(['The field moved. Subscribe anew.']);
      this.stage = next;
      return;
    } catch (error) {
      this.end = refusal(
        [isMetamorphosisError(error) ? located(error) : internalError(error)],
        environment.format,
      );
    }
    this.ending.abort();
  }

  private stop(): void {
    this.unlisten();
    this.ending.abort();
  }
}
