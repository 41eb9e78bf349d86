import { buildASTSchema, graphql, parse, type ExecutionResult } from 'graphql';
import type { Lifecycle } from '@metamorphosis/core';
import { MANAGER_SDL } from './schema/manager-sdl.js';
import { wholeWeb } from './schema/queries.js';
import { ServiceWeb, type ServiceWebOptions } from './web/service-web.js';

/** Reads the live map off log and board, without a manager: `{ serviceWeb { ... } }`, as a manager answers it. */
export class WebReader implements Lifecycle {
  private readonly web: ServiceWeb;
  private readonly schema = buildASTSchema(parse(MANAGER_SDL));

  constructor(options: ServiceWebOptions) {
    this.web = new ServiceWeb(options);
    const field = this.schema.getQueryType()?.getFields()['serviceWeb'];
    // Nobody here follows what operators want; nodes tell what they have adopted of it.
    if (field) field.resolve = () => wholeWeb({ web: this.web, desiredVersion: () => undefined });
  }

  /** Never rejects: what goes wrong is in the answer. */
  read(query: string): Promise<ExecutionResult> {
    return graphql({ schema: this.schema, source: query });
  }

  /** Calls back after something has changed. */
  onChange(listener: () => void): () => void {
    return this.web.watch.onChange(listener);
  }

  close(): Promise<void> {
    return this.web.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
