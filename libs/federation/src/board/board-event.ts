import type { StreamEvent } from '@metamorphosis/contract';
import type { Json } from '../plan/run.js';
import type { SubgraphResponse } from '../subgraph/subgraph-client.js';

/** An event of a stream, read once for all subscribers. */
export interface BoardEvent {
  readonly offset: number;
  /** Its GraphQL type. */
  readonly type: string;
  /** The version of its type's form that it has. @default 1 */
  readonly version?: number;
  /** Its fields, with `__typename`. One object per event: what is worked out from it is shared. */
  readonly value: Json;
  /** What subscribers get in place of it: it has a form that they cannot be shown. */
  readonly refused?: SubgraphResponse;
}

/** Reads an entry's payload. Throws what JSON.parse throws when the relay wrote no event. */
export function readBoardEvent(offset: number, payload: string): BoardEvent {
  const { type, dataVersion, data } = JSON.parse(payload) as StreamEvent;
  const name = type.slice(type.indexOf('.') + 1);
  return {
    offset,
    type: name,
    ...(dataVersion !== undefined && { version: dataVersion }),
    value: { ...data, __typename: name },
  };
}
