import type { Logger } from '@metamorphosis/core';
import type { Grants } from '../authorization/grants.js';
import type { Coalescer } from '../coalescing/coalescer.js';
import type { OperationVariants } from '../operation/operation-variants.js';
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
  /** What a caller may see. */
  readonly grants: (context: RequestContext) => Grants;
  /** The highest cost that is executed. */
  readonly maxCost: number | undefined;
  readonly logger: Logger;
  readonly coalescer: Coalescer;
  readonly coalescesQueries: boolean;
}
