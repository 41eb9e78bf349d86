import { Module, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { onTestFinished } from 'vitest';
import { createReadiness, type Logger, type Readiness } from '@metamorphosis/core';
import { buildServiceSchema } from './build-service-schema.js';
import { libraryDefinition } from './library-service.fixture.spec.js';
import type { ServiceParts } from './service-parts.js';
import { SubgraphDriver, type SubgraphDriverOptions } from './subgraph-driver.js';

/** A line that the application logged. */
export interface LoggedLine {
  readonly level: string;
  readonly facts: object;
  readonly message: string;
}

/** The library's subgraph in a real Nest application on a free port. */
export interface LibraryApp {
  readonly url: string;
  readonly readiness: Readiness;
  readonly lines: readonly LoggedLine[];
  /** Sends a GraphQL request and reads the answer. */
  ask(query: string, variables?: object, headers?: Record<string, string>): Promise<GraphqlReply>;
  close(): Promise<void>;
}

/** An answer as a client sees it. */
export interface GraphqlReply {
  readonly status: number;
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: Readonly<Record<string, unknown>>;
  }[];
}

/** Starts the application; the running test closes it at its end. */
export async function startLibrary(
  parts: ServiceParts,
  options: Partial<SubgraphDriverOptions> = {},
  providers: Provider[] = [],
): Promise<LibraryApp> {
  const readiness = createReadiness();
  const lines: LoggedLine[] = [];
  const driverOptions: SubgraphDriverOptions = {
    driver: SubgraphDriver,
    schema: buildServiceSchema(libraryDefinition, parts),
    eventsSdl: libraryDefinition.eventsSdl,
    readiness,
    logger: loggerInto(lines),
    ...options,
  };
  class LibraryModule {}
  Module({ imports: [GraphQLModule.forRoot<SubgraphDriverOptions>(driverOptions)], providers })(
    LibraryModule,
  );
  const app = await NestFactory.create(LibraryModule, new FastifyAdapter(), { logger: false });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= app.close());
  onTestFinished(close);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    url,
    readiness,
    lines,
    close,
    async ask(query, variables, headers = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, ...((await response.json()) as object) };
    },
  };
}

function loggerInto(lines: LoggedLine[]): Logger {
  const at = (level: string) => (facts: object, message: string) => {
    lines.push({ level, facts, message });
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
