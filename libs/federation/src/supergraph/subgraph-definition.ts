/** A subgraph whose SDL is at hand. */
export interface SubgraphDefinition {
  readonly name: string;
  /** Where it is served; the scheme decides by whom. */
  readonly url: string;
  readonly sdl: string;
}

/** The name of the subgraph that holds a service's subscriptions. */
export function eventsSubgraphOf(service: string): string {
  return `${service}__events`;
}

/** The address of that subgraph: the gateway answers it from the board. */
export function boardUrlOf(service: string): string {
  return `board:${service}`;
}
