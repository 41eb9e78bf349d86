import type { Logger, RequestActor, RequestContext } from '@metamorphosis/core';

/** What is known of a request before it is executed. */
export interface RequestFacts {
  readonly traceparent: string | undefined;
  readonly logger: Logger;
}

/** The context of one GraphQL request. Authors see it as a `RequestContext`. */
export class SubgraphContext implements RequestContext {
  actor: RequestActor | undefined = undefined;
  readonly traceparent: string | undefined;
  readonly logger: Logger;
  #aborted = false;
  #controller: AbortController | undefined;

  constructor({ traceparent, logger }: RequestFacts) {
    this.traceparent = traceparent;
    this.logger = logger;
  }

  /** Aborted when the caller has gone or the process stops. */
  get signal(): AbortSignal {
    // Made when somebody asks: most requests end without, and a controller costs as much as a small query.
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#aborted) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  /** Nobody waits for the answer any more. Idempotent. */
  abort(): void {
    this.#aborted = true;
    this.#controller?.abort();
  }
}
