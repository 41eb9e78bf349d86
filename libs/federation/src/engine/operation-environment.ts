import type { Logger } from '@metamorphosis/core';
import type { AnswerCache } from '../caching/answer-cache.js';
import type { Coalescer } from '../coalescing/coalescer.js';
import type { CostOptions } from '../operation/operation-cost.js';
import type { OperationVariants } from '../operation/operation-variants.js';
import type { RequestClass } from '../operation/request-class.js';
import type { SubgraphClient } from '../subgraph/subgraph-client.js';
import type { SubscriptionSource } from '../subscription/subscription-source.js';
import type { ErrorFormatter } from './answer.js';
import type { Answer, RequestContext } from './engine.js';

/** What operations share with the engine that made them. */
export interface OperationEnvironment {
  readonly format: ErrorFormatter;
  readonly client: (subgraph: string) => SubgraphClient;
  /** By scheme of the subgraph's address. */
  readonly sources: Readonly<Record<string, SubscriptionSource>>;
  readonly recompile: () => OperationVariants | { readonly answer: Answer };
  readonly onReload: (listener: () => void) => () => void;
  /** What a caller may see, and who resolves what for it. */
  readonly classOf: (context: RequestContext) => RequestClass;
  /** Undefined: nobody asks what operations cost. */
  readonly cost: CostOptions | undefined;
  readonly logger: Logger;
  readonly coalescer: Coalescer;
  /** Keeps answers that hold for a while. */
  readonly answers: AnswerCache | undefined;
  /** Names this operation of this supergraph among all whose answers are kept. */
  readonly operationId: string;
  readonly coalescesQueries: boolean;
}
