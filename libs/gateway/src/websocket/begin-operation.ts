import type { GraphQLFormattedError } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import type {
  Answer,
  CompiledOperation,
  LiveOperation,
  RequestContext,
} from '@metamorphosis/federation';
import { AccessEntry, type AccessObserver } from '../access-log/access-log.js';
import type { Preparer } from '../documents/documents.js';
import { referenceOf } from '../documents/reference.js';
import type { Caller } from '../http/caller.js';
import { HttpRefusal } from '../http/http-refusal.js';
import type { Admission, Release } from '../limits/admission.js';
import { cursorOfExtensions } from '../streams/cursor-of-request.js';
import { bodyMessage, completeMessage, errorMessage, refusalMessage } from './messages.js';
import type { Operation } from './operation.js';

/** What an operation needs to begin. */
export interface BeginOptions {
  readonly engine: Preparer;
  readonly admission: Admission;
  /** Told of each operation. @default nobody is */
  readonly observer?: AccessObserver | undefined;
}

/** The connection that an operation came on. */
export interface BeginHost {
  /** Whose it is; known once it was acknowledged. */
  readonly caller: Caller | undefined;
  isUnderWay(operation: Operation): boolean;
  /** Sends something of an operation, unless the client has ended it. */
  tell(operation: Operation, text: string): Promise<void>;
}

/** An operation that may run. */
interface Admitted {
  readonly compiled: CompiledOperation;
  readonly context: RequestContext;
  readonly entry: AccessEntry | undefined;
}

/** A subscription that was opened, and what is to be done when it is over. */
export interface Begun {
  readonly live: LiveOperation;
  readonly done: (refused: Pick<Answer, 'errors'> | undefined) => void;
}

/** Answers an operation, or opens it where it is a subscription. */
export async function beginOperation(
  operation: Operation,
  payload: SubscribePayload,
  host: BeginHost,
  options: BeginOptions,
): Promise<Begun | undefined> {
  const { engine, admission, observer } = options;
  const { id } = operation;
  const signal = operation.ending?.signal;
  const entry = observer && new AccessEntry(observer);
  const end = (): void =>
    entry?.end({ transport: 'websocket', aborted: !host.isUnderWay(operation) });
  const refuse = async (refused: readonly GraphQLFormattedError[]): Promise<undefined> => {
    entry?.answered(refused);
    end();
    await host.tell(operation, errorMessage(id, refused));
    return undefined;
  };
  const refusal = await host.caller?.admit(payload, signal);
  if (refusal) return refuse(refusal.errors);
  const reference = referenceOf(payload);
  const prepared = await engine.prepare(payload.query, payload.operationName, reference);
  const known = prepared.ok ? prepared.operation : undefined;
  entry?.operation(payload.query || reference, known?.name, known?.kind);
  if (!prepared.ok) return refuse(prepared.answer.errors);
  const { kind } = prepared.operation;
  let release: Release;
  try {
    release = kind === 'subscription' ? admission.subscription() : admission.request();
  } catch (error) {
    if (!isMetamorphosisError(error)) throw error;
    return refuse(new HttpRefusal(503, error).errors);
  }
  const context: RequestContext = { ...host.caller?.context, ...(signal && { signal }) };
  const done = (refused?: Pick<Answer, 'errors'>): void => {
    if (refused) entry?.answered(refused.errors);
    release();
    end();
  };
  let live: LiveOperation | undefined;
  try {
    live = await execute(operation, payload, host, {
      compiled: prepared.operation,
      context: entry?.observe(context) ?? context,
      entry,
    });
  } finally {
    if (!live) done();
  }
  return live && { live, done };
}

async function execute(
  operation: Operation,
  payload: SubscribePayload,
  host: BeginHost,
  { compiled, context, entry }: Admitted,
): Promise<LiveOperation | undefined> {
  const { id } = operation;
  const variables = payload.variables ?? undefined;
  if (compiled.kind !== 'subscription') {
    const answer = await compiled.execute(variables, context);
    entry?.answered(answer.errors);
    if (answer.executed) {
      await host.tell(operation, bodyMessage(id, answer.body()));
      await host.tell(operation, completeMessage(id));
    } else await host.tell(operation, errorMessage(id, answer.errors));
    return undefined;
  }
  let cursor: string | undefined;
  try {
    cursor = cursorOfExtensions(payload.extensions);
  } catch {
    await host.tell(operation, refusalMessage(id, errors.CURSOR_INVALID([])));
    return undefined;
  }
  const live = await compiled.subscribe(variables, context, cursor);
  if (!('executed' in live)) return live;
  entry?.answered(live.errors);
  await host.tell(operation, errorMessage(id, live.errors));
  return undefined;
}
