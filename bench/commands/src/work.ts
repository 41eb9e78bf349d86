import { randomUUID } from 'node:crypto';

/** Every record's value has so many bytes. */
const RECORD_BYTES = 250;

/** What every path carries. */
export interface Work {
  readonly id: string;
  readonly pad: string;
}

/** Makes works whose JSON has 250 bytes, `facts` included. */
export function workMaker<T extends object>(facts: T): () => Work & T {
  const bare = JSON.stringify({ id: randomUUID(), ...facts, pad: '' });
  const pad = 'x'.repeat(RECORD_BYTES - bare.length);
  return () => ({ id: randomUUID(), ...facts, pad });
}

/** One of 65,536 keys. */
export function keyOf({ id }: Pick<Work, 'id'>): string {
  return id.slice(0, 4);
}
