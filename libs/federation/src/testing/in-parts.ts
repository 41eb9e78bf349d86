import type { Engine, RequestContext, Variables } from '../engine/engine.js';

/** A payload of an answer with deferred parts. */
export interface ReadPayload {
  readonly data?: unknown;
  readonly errors?: readonly unknown[];
  readonly incremental?: readonly ReadPiece[];
  readonly hasNext?: boolean;
}

/** What a part tells of one object. */
export interface ReadPiece {
  readonly label?: string;
  readonly path: readonly (string | number)[];
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly path?: readonly (string | number)[] }[];
}

/** Asks for an answer in parts; one that comes whole is the only payload. */
export async function* inParts(
  engine: Engine,
  query: string,
  variables?: Variables,
  context: RequestContext = {},
): AsyncGenerator<ReadPayload, void, undefined> {
  const prepared = engine.prepare(query);
  if (!prepared.ok) {
    yield prepared.answer.result();
    return;
  }
  const { operation } = prepared;
  const answer = await (operation.executeIncrementally?.(variables, context) ??
    operation.execute(variables, context));
  if (Symbol.asyncIterator in answer) {
    for await (const payload of answer) {
      yield JSON.parse(payload) as ReadPayload;
    }
  } else yield answer.result();
}

/** All payloads of an answer. */
export async function allParts(...asked: Parameters<typeof inParts>): Promise<ReadPayload[]> {
  const payloads: ReadPayload[] = [];
  for await (const payload of inParts(...asked)) payloads.push(payload);
  return payloads;
}

/** What a client has that put all payloads together. */
export function assembled(payloads: readonly ReadPayload[]): unknown {
  const [first] = payloads;
  const whole = { data: structuredClone(first?.data) };
  for (const { path, data } of payloads.flatMap(({ incremental = [] }) => incremental)) {
    let at: unknown = whole.data;
    for (const step of path) at = (at as Record<string | number, unknown>)[step];
    if (typeof at !== 'object' || at === null)
      throw new Error(`Nothing stands at ${path.join('.')}.`);
    if (data) mergeInto(at as Record<string, unknown>, structuredClone(data));
  }
  return whole.data;
}

function mergeInto(into: Record<string, unknown>, from: Readonly<Record<string, unknown>>): void {
  for (const [key, theirs] of Object.entries(from)) {
    const ours = Object.hasOwn(into, key) ? into[key] : undefined;
    if (isObject(ours) && isObject(theirs)) mergeInto(ours, theirs);
    else
      Object.defineProperty(into, key, {
        value: theirs,
        enumerable: true,
        writable: true,
        configurable: true,
      });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
