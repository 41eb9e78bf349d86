import type { StreamEvent } from '@metamorphosis/contract';
import type { Json } from '../plan/run.js';

/** An event of a stream, read once for all subscribers. */
export interface BoardEvent {
  readonly offset: number;
  /** Its GraphQL type. */
  readonly type: string;
  /** Its fields, with `__typename`. One object per event: what is worked out from it is shared. */
  readonly value: Json;
}

/** Reads an entry's payload. Throws what JSON.parse throws when the relay wrote no event. */
export function readBoardEvent(offset: number, payload: string): BoardEvent {
  const { type, data } = JSON.parse(payload) as StreamEvent;
  const name = type.slice(type.indexOf('.') + 1);
  return { offset, type: name, value: { ...data, __typename: name } };
}
