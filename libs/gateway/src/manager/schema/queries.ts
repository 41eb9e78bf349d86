import type { GraphQLFieldResolver } from 'graphql';
import type { AuditTrail } from '../audit/audit-trail.js';
import { nodesOfService } from '../calls/addressees.js';
import type { Operations } from '../calls/operations.js';
import { deadLetterPage } from '../dead-letters/dead-letter-pages.js';
import type { KnownNode } from '../web/known-nodes.js';
import type { ServiceWeb } from '../web/service-web.js';
import type { View, Views } from '../web/views.js';
import { filterOf, firstOf, optionalText, type Arguments } from './arguments.js';
import type { ManagerContext } from './manager-context.js';

/** A root field of the manager. */
export type Resolver = GraphQLFieldResolver<unknown, ManagerContext, Arguments>;

/** What queries are answered from. */
export interface QueryParts {
  readonly web: ServiceWeb;
  readonly operations: Operations;
  readonly audit: AuditTrail;
  readonly desiredVersion: () => number | undefined;
}

const MAX_PAGE = 100;
const MAX_AUDIT_PAGE = 1000;

/** The fields of Query. */
export function createQueries(parts: QueryParts): Readonly<Record<string, Resolver>> {
  const { web, operations, audit } = parts;
  const of = (args: Arguments) => ({
    service: optionalText(args, 'service'),
    consumer: optionalText(args, 'consumer'),
    node: optionalText(args, 'node'),
  });
  return {
    nodes: async (_, args) => (await web.now()).nodeViews(optionalText(args, 'name')),
    services: async (_, args) => (await web.now()).services(optionalText(args, 'name')),
    consumers: async (_, args) =>
      (await web.now()).consumers({ ...of(args), consumer: optionalText(args, 'name') }),
    workers: async (_, args) => (await web.now()).workers(of(args)),
    serviceWeb: () => wholeWeb(parts),
    auditTrail: (_, args) =>
      audit.newest(firstOf(args, MAX_AUDIT_PAGE), optionalText(args, 'before')),
    deadLetters: async (_, args) => {
      const { service, filter } = filterOf(args);
      const page = { first: firstOf(args, MAX_PAGE), after: optionalText(args, 'after') };
      const services = servicesOf(await web.watch.refresh(), service);
      return deadLetterPage(operations, services, filter, page);
    },
  };
}

/** The whole web, read once for everything that is selected of it. */
export async function wholeWeb({
  web,
  desiredVersion,
}: Pick<QueryParts, 'web' | 'desiredVersion'>): Promise<View> {
  const views: Views = await web.now();
  return {
    at: new Date().toISOString(),
    nodes: () => views.nodeViews(),
    services: () => views.services(),
    consumers: () => views.consumers(),
    workers: () => views.workers(),
    desiredVersion: desiredVersion() ?? null,
  };
}

/** The nodes of one service, or of each that there is. Throws SERVICE_UNKNOWN. */
export function servicesOf(
  nodes: readonly KnownNode[],
  service: string | undefined,
): ReadonlyMap<string, readonly KnownNode[]> {
  const names =
    service === undefined
      ? [...new Set(nodes.flatMap(({ facts }) => facts.services))].sort()
      : [service];
  return new Map(names.map((name) => [name, nodesOfService(nodes, name, undefined)]));
}
