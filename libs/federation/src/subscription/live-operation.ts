import { isDeepStrictEqual } from 'node:util';
import type { FetchNode } from '@apollo/query-planner';
import {
  getArgumentValues,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
} from 'graphql';
import { errors } from '@metamorphosis/contract';
import { background } from '@metamorphosis/core';
import { identityKey } from '../coalescing/coalescer.js';
import { answerRun } from '../engine/answer-run.js';
import { refusal, type RunAnswer } from '../engine/answer.js';
import type {
  Answer,
  LiveAnswer,
  LiveOperation,
  RequestContext,
  Variables,
} from '../engine/engine.js';
import type { OperationEnvironment } from '../engine/operation-environment.js';
import { internalError, type OperationCode } from '../operation/compile-operation.js';
import type { OperationVariants } from '../operation/operation-variants.js';
import { startRun, type Json, type Run } from '../plan/run.js';
import { collectFields } from '../projection/collect-fields.js';
import { ALWAYS, anyOf } from '../projection/conditions.js';
import { compilePrimaryRecord } from './primary-record.js';
import { compilePrimaryResponse } from './primary-response.js';
import type { SharedResolutions } from './shared-resolutions.js';
import { subscriptionErrors } from './subscription-errors.js';
import type {
  Delivery,
  Feed,
  SubscriptionRequest,
  SubscriptionSource,
} from './subscription-source.js';
import type { Taker } from './taker.js';

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
  const feed = await openFeed(stage, request, request.cursor);
  return new Live(withoutSignal(request), stage, feed);
}

/** What it resolves is shared with other subscribers: that must not end because this one leaves. */
function withoutSignal({ context, ...request }: LiveRequest): LiveRequest {
  const { signal: _, ...lasting } = context;
  return { ...request, context: lasting };
}

function openFeed(
  stage: Stage,
  { context }: LiveRequest,
  cursor: string | undefined,
): Promise<Feed> {
  const { source, subgraph, url, field, args, operation } = stage;
  const schema = stage.code.supergraph.fullSchema;
  return source.open({ subgraph, url, field, schema, args, operation, context, cursor });
}

/** What one supergraph makes of the operation. */
interface Stage {
  readonly variants: OperationVariants;
  /** What the caller may see, as the code was made for. */
  readonly accessKey: string;
  readonly code: OperationCode;
  readonly field: GraphQLField<unknown, unknown>;
  readonly args: Readonly<Record<string, unknown>>;
  readonly subgraph: string;
  readonly url: string;
  readonly source: SubscriptionSource;
  readonly operation: SubscriptionRequest['operation'];
  readonly primary: Primary;
  /** Who has the same key gets the same answer to the same value. */
  readonly shareKey: string;
}

function stageOf(
  variants: OperationVariants,
  { variables, context, environment }: LiveRequest,
): Stage {
  const request = environment.classOf(context);
  const code = variants.codeFor(variables, request);
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
    throw errors.CONFIGURATION_INVALID([`Nobody here feeds the subscription ${field.name}.`]);
  }
  const accessKey = variants.accessKey(request.grants);
  const shareKey = JSON.stringify([supergraph.id, variables, identityKey(context), accessKey]);
  const known = stagesOf(code).get(shareKey);
  if (known) return known;
  const stage = {
    variants,
    accessKey,
    code,
    field,
    args: getArgumentValues(field, node, variables),
    subgraph: plan.primary.serviceName,
    url,
    source,
    operation: {
      query: plan.primary.operation,
      variables: only(plan.primary.variableUsages, variables),
    },
    primary: primaryOf(code, plan.primary),
    shareKey,
  };
  stagesOf(code).set(shareKey, stage);
  return stage;
}

/** Kept for those who ask for the same, one after the other, so that they hold one. */
const MAX_STAGES = 1024;
const stages = new WeakMap<OperationCode, Map<string, Stage>>();

function stagesOf(code: OperationCode): Map<string, Stage> {
  let known = stages.get(code);
  // An old one goes on with those who hold it.
  if (!known || known.size >= MAX_STAGES) stages.set(code, (known = new Map<string, Stage>()));
  return known;
}

function only(names: FetchNode['variableUsages'] = [], variables: Variables): Json {
  const given = names.filter((name) => variables[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, variables[name]]));
}

/** Begins a run with a payload. */
type Primary = (delivery: Delivery, field: string, run: Run) => void;

/** Compiled once, however many subscribe with one document. */
const primaries = new WeakMap<OperationCode, Primary>();

function primaryOf(code: OperationCode, node: FetchNode): Primary {
  let primary = primaries.get(code);
  if (!primary) {
    const ofRecord = compilePrimaryRecord(node, code.supergraph, code.clientPath);
    const ofResponse = compilePrimaryResponse(node, code.supergraph, code.clientPath);
    primary = (delivery, field, run) => {
      if ('response' in delivery) ofResponse(delivery.response, run);
      else Object.assign(run.data, ofRecord(field, delivery.value, run.variables, run.errors));
    };
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

class Live implements LiveOperation, Taker<Delivery, unknown> {
  private refusal: RunAnswer | undefined;
  private stopped = false;
  private reader: Taker<LiveAnswer, Answer | undefined> | undefined;
  private readonly unlisten: () => void;
  /** Feeds what comes behind the one in hand. */
  private following: Promise<Feed> | undefined;

  constructor(
    private readonly request: LiveRequest,
    private stage: Stage,
    private feed: Feed,
  ) {
    this.unlisten = request.environment.onReload(() => this.restage());
    // Those that wait behind another are worked out meanwhile, and still delivered in order.
    feed.onUpcoming?.(READ_AHEAD, (values) => {
      for (const value of values) void this.shared(value, { value, cursor: undefined });
    });
  }

  cursor(): string | undefined {
    return this.feed.cursor();
  }

  deliverTo(reader: Taker<LiveAnswer, Answer | undefined>): void {
    this.reader = reader;
    this.feed.deliverTo(this);
  }

  stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    this.unlisten();
    closeWhenOpen(this.following);
    this.feed.close();
  }

  /** Of the feed in hand. */
  take(delivery: Delivery): Promise<void> | undefined {
    try {
      this.checkAccess();
      // Then the feed was closed, and its end follows.
      if (this.refusal || this.stopped) return undefined;
      const answer = this.answer(delivery);
      if (!(answer instanceof Promise)) return this.hand(answer, delivery.cursor);
      return answer.then((worked) => this.hand(worked, delivery.cursor));
    } catch (error) {
      this.fail(error);
      this.feed.close();
      return undefined;
    }
  }

  /** Of the feed in hand: it is over, or another takes its place. */
  end(error: unknown): void {
    if (error !== undefined) this.fail(error);
    if (this.following && !this.refusal && !this.stopped) {
      background('going on with another feed', this.request.environment.logger, this.goOn());
    } else this.finish();
  }

  private hand(worked: RunAnswer, cursor: string | undefined): Promise<void> | undefined {
    // It was worked out when the end came, and is not told: the client was given a cursor before it.
    if (this.refusal || this.stopped) return undefined;
    const { resolutions } = this.request;
    const answer = cursor === undefined ? worked : resolutions.at(cursor, worked);
    return this.reader?.take({ answer, cursor });
  }

  /** The last one that was opened: another reload may have asked for yet another. */
  private async goOn(): Promise<void> {
    try {
      while (this.following) {
        const { following } = this;
        const feed = await following;
        if (this.following !== following) continue;
        this.following = undefined;
        this.feed = feed;
        // One that was closed meanwhile ends at once.
        feed.deliverTo(this);
        return;
      }
    } catch (error) {
      this.fail(error);
    }
    this.finish();
  }

  private fail(error: unknown): void {
    if (this.refusal) return;
    const { format, logger } = this.request.environment;
    const found = subscriptionErrors(error);
    if (!found) logger.error({ err: error }, 'A subscription failed');
    this.refusal = refusal(found ?? [internalError(error)], format);
  }

  private finish(): void {
    this.stop();
    this.reader?.end(this.refusal);
  }

  private answer(delivery: Delivery): RunAnswer | Promise<RunAnswer> {
    const payload = 'response' in delivery ? delivery.response : delivery.value;
    return payload ? this.shared(payload, delivery) : this.resolve(delivery);
  }

  /** Worked out once for all who ask the same of the same payload. Neither throws nor rejects. */
  private shared(payload: object, delivery: Delivery): RunAnswer | Promise<RunAnswer> {
    const stage = this.stage;
    const make = (): RunAnswer | Promise<RunAnswer> => this.resolve(delivery, stage);
    return this.request.resolutions.resolve(payload, stage.shareKey, make);
  }

  private resolve(delivery: Delivery, stage = this.stage): RunAnswer | Promise<RunAnswer> {
    const { variables, context, environment } = this.request;
    const run = startRun({ variables, context, client: environment.client });
    stage.primary(delivery, stage.field.name, run);
    return answerRun(stage.code, environment, run);
  }

  /** What the caller may see is asked for each event anew: rights may have been given, or taken away. */
  private checkAccess(): void {
    const { variants, accessKey } = this.stage;
    // Nothing in it is protected: then all callers have the same key.
    if (accessKey === '') return;
    const { environment, context } = this.request;
    if (variants.accessKey(environment.classOf(context).grants) === accessKey) return;
    this.goOnWith(variants);
  }

  /** Goes on with what the document means to the new supergraph; ends only if it means nothing any more. */
  private restage(): void {
    const variants = this.request.environment.recompile();
    if (!('answer' in variants)) return this.goOnWith(variants);
    this.refusal = variants.answer as RunAnswer;
    this.feed.close();
  }

  private goOnWith(variants: OperationVariants): void {
    const { environment } = this.request;
    const before = this.stage;
    try {
      const next = stageOf(variants, this.request);
      if (next.field.name === before.field.name) {
        if (this.feed.isBoundToDocument === true) {
          this.stage = next;
          if (!asksAlike(before, next)) this.reopen();
          return;
        }
        if (next.url === before.url) {
          this.stage = next;
          return;
        }
      }
      throw errors.GRAPHQL_VALIDATION_FAILED(['The field moved. Subscribe anew.']);
    } catch (error) {
      const found = subscriptionErrors(error) ?? [internalError(error)];
      this.refusal = refusal(found, environment.format);
    }
    this.feed.close();
  }

  /** Asks for what the plan needs now: another feed takes the place of the one in hand. */
  private reopen(): void {
    const superseded = this.following;
    this.following = openFeed(this.stage, this.request, undefined);
    // It is waited for once the feed in hand has ended.
    this.following.catch(() => undefined);
    closeWhenOpen(superseded);
    this.feed.close();
  }
}

function closeWhenOpen(feed: Promise<Feed> | undefined): void {
  void feed?.then((opened) => opened.close()).catch(() => undefined);
}

/** Whether a subgraph that streams is asked for the same, at the same place. */
function asksAlike(one: Stage, other: Stage): boolean {
  return (
    one.url === other.url &&
    one.subgraph === other.subgraph &&
    isDeepStrictEqual(one.operation, other.operation)
  );
}
