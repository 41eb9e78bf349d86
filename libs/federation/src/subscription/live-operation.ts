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
