import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { DeferredCode } from '../defer/compile-deferred.js';
import type { Payload } from '../defer/payload.js';
import { internalError } from '../operation/compile-operation.js';
import type { PartRun } from '../plan/compile-parts.js';
import type { Run } from '../plan/run.js';
import type { DeferredObject } from '../projection/projection-state.js';
import { distinct } from './answer-run.js';
import type { IncrementalAnswer } from './engine.js';
import type { OperationEnvironment } from './operation-environment.js';

/** What writing payloads takes. */
export interface PartsOptions extends Pick<OperationEnvironment, 'format' | 'logger'> {
  /** Called once when nothing more is wanted: all was told, or nobody listens. */
  readonly stop: () => void;
}

/**
 * Runs an operation and resolves when its first payload is there; deferred parts are fetched
 * meanwhile. Never rejects.
 */
export async function answerInParts(
  code: DeferredCode,
  run: Run,
  options: PartsOptions,
): Promise<IncrementalAnswer> {
  const partOf = code.start(run);
  const first = await reached(code, options, async () => {
    await partOf(undefined).fetched;
    return code.first(run);
  });
  const errors = distinct(first.errors).map(options.format);
  const head: Body = { ...(errors.length > 0 && { errors }), data: first.data };
  const payloads = payloadsOf(head, first.deferred, { code, partOf, options });
  return { errors, [Symbol.asyncIterator]: () => payloads };
}

interface Later {
  readonly code: DeferredCode;
  readonly partOf: (part: string) => PartRun;
  readonly options: PartsOptions;
}

type Body = Readonly<Record<string, unknown>>;

async function* payloadsOf(
  head: Body,
  deferred: readonly DeferredObject[],
  later: Later,
): AsyncGenerator<string, void, undefined> {
  try {
    let pending = deferred;
    yield JSON.stringify({ ...head, hasNext: pending.length > 0 });
    while (pending.length > 0) {
      const { told, left } = await tellReady(pending, later);
      pending = left;
      yield JSON.stringify({ incremental: told, hasNext: pending.length > 0 });
    }
  } finally {
    later.options.stop();
  }
}

/** Waits until something can be told, and writes all that can be; what that defers itself is left with the rest. */
async function tellReady(
  pending: readonly DeferredObject[],
  { code, partOf, options }: Later,
): Promise<{ told: readonly Body[]; left: readonly DeferredObject[] }> {
  const parts = [...new Set(pending.map(({ part }) => part))];
  // A part that can never be fetched is told as such when its turn comes.
  await Promise.race(parts.map((part) => partOf(part).fetched.catch(() => undefined)));
  const told: Body[] = [];
  const left: DeferredObject[] = [];
  const queue = [...pending];
  for (const object of queue) {
    const { run, isOver, fetched } = partOf(object.part);
    if (!isOver) {
      left.push(object);
      continue;
    }
    const payload = await reached(code, options, async () => {
      await fetched;
      return code.later(object, run);
    });
    // What is deferred in here may be there, too.
    queue.push(...payload.deferred);
    told.push(bodyOf(object, payload, code, options));
  }
  return { told, left };
}

function bodyOf(
  { part, path }: DeferredObject,
  { data, errors }: Payload,
  { parts }: DeferredCode,
  { format }: PartsOptions,
): Body {
  const label = parts.get(part)?.label;
  const list: readonly GraphQLFormattedError[] = distinct(errors).map(format);
  return {
    ...(label !== undefined && { label }),
    path,
    data,
    ...(list.length > 0 && { errors: list }),
  };
}

/** What a step comes to; a bug of this engine, for subgraphs' failures are errors in a payload, ends as an error, too. */
async function reached(
  { name }: DeferredCode,
  { logger }: PartsOptions,
  step: () => Promise<Payload>,
): Promise<Payload> {
  try {
    return await step();
  } catch (error) {
    logger.error({ err: error, operation: name }, 'Executing an operation failed');
    const failed: GraphQLError = internalError(error);
    return { data: null, errors: [failed], deferred: [] };
  }
}
