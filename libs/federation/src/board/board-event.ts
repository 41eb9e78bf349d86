import type { StreamEvent } from '@metamorphosis/contract';
import { canonicalJson } from '@metamorphosis/core';
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

/** Whether a subscriber wants an event. */
export type EventFilter = (event: BoardEvent) => boolean;

/** By type, and by each argument that was given: equal to the event's field of that name. */
export function eventFilter(
  types: ReadonlySet<string>,
  args: Readonly<Record<string, unknown>>,
): EventFilter {
  const wanted = Object.entries(args).filter(([, value]) => value !== null && value !== undefined);
  return ({ type, value }) =>
    types.has(type) && wanted.every(([name, expected]) => isEqual(value[name], expected));
}

function isEqual(found: unknown, expected: unknown): boolean {
  if (found === expected) return true;
  if (typeof expected !== 'object' || typeof found !== 'object') return false;
  return found !== null && canonicalJson(found) === canonicalJson(expected);
}
