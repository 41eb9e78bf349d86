import { errors } from '@metamorphosis/contract';
import { didYouMean } from '@metamorphosis/core';
import type { KnownNode } from '../web/known-nodes.js';

/** The node of a name. Throws NODE_UNKNOWN. */
export function requireNode(nodes: readonly KnownNode[], name: string): KnownNode {
  const found = nodes.find((node) => node.name === name);
  if (found) return found;
  const names = nodes.map((node) => node.name);
  throw errors.NODE_UNKNOWN([unknown(`No node is named "${name}"`, name, names, 'Nodes')]);
}

/**
 * The nodes that a mutation of a service is for: the named one, or all that run the service. Throws
 * NODE_UNKNOWN or SERVICE_UNKNOWN.
 */
export function nodesOfService(
  nodes: readonly KnownNode[],
  service: string,
  node: string | undefined,
): readonly KnownNode[] {
  const asked = node === undefined ? nodes : [requireNode(nodes, node)];
  const found = asked.filter(({ facts }) => facts.services.includes(service));
  if (found.length > 0) return found;
  const services = asked.flatMap(({ facts }) => facts.services);
  const what =
    node === undefined
      ? `No node runs a service "${service}"`
      : `Node "${node}" runs no service "${service}"`;
  throw errors.SERVICE_UNKNOWN([unknown(what, service, services, 'Services')]);
}

/** Like `nodesOfService`, for one of its consumers. Throws CONSUMER_UNKNOWN, too. */
export function nodesOfConsumer(
  nodes: readonly KnownNode[],
  service: string,
  consumer: string,
  node: string | undefined,
): readonly KnownNode[] {
  const ofService = nodesOfService(nodes, service, node);
  const consumersOf = ({ facts }: KnownNode): readonly string[] =>
    facts.consumers.filter((c) => c.service === service).map(({ name }) => name);
  const found = ofService.filter((known) => consumersOf(known).includes(consumer));
  if (found.length > 0) return found;
  const names = ofService.flatMap(consumersOf);
  const what = `Service "${service}" has no consumer "${consumer}"`;
  throw errors.CONSUMER_UNKNOWN([unknown(what, consumer, names, 'Consumers')]);
}

function unknown(what: string, name: string, candidates: readonly string[], kind: string): string {
  const names = [...new Set(candidates)].sort();
  const near = didYouMean(name, names);
  const list = names.length > 0 ? `${kind}: ${names.join(', ')}.` : `${kind}: none is there.`;
  return near === undefined ? `${what}. ${list}` : `${what}; ${near} ${list}`;
}
