/**
 * How long a process may take to close before it is cut off, beyond the time in which it drains, in milliseconds. Whoever ends
 * another waits longer than that one may take.
 */
export const BEYOND_DRAIN_MS = {
  /** A gateway, or one of several. */
  gateway: 5_000,
  /** A subgraph, or a gateway that is one of several, until its supervisor kills it. */
  child: 6_000,
  /** The supervisor of several gateways. */
  gatewaySupervisor: 10_000,
  /** Either, until what started it kills it. */
  startedGateway: 11_000,
  /** A node, which ends its workers. */
  node: 15_000,
  /** The same, until what started it kills it. */
  startedNode: 20_000,
  /** All of a platform. */
  platform: 25_000,
} as const;
