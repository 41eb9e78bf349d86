import { AsyncLocalStorage } from 'node:async_hooks';

/** What work carries along through every await: on log lines, and to whom it calls. */
export interface WorkContext {
  /** The command that started the chain. */
  readonly correlationId?: string;
  /** The record in hand. */
  readonly recordId?: string;
  /** W3C trace context under which this work runs. */
  readonly traceparent?: string;
}

const storage = new AsyncLocalStorage<WorkContext>();

/** The context of the work that runs now; undefined outside any. */
export function currentContext(): WorkContext | undefined {
  return storage.getStore();
}

/** Runs `work` with `context` added to the one it runs in; what `work` starts inherits it. */
export function runInContext<T>(context: WorkContext, work: () => T): T {
  const outer = storage.getStore();
  return storage.run(outer === undefined ? context : { ...outer, ...context }, work);
}
