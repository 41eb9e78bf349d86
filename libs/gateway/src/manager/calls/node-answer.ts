/** What became of a mutation on one node. */
export interface NodeAnswer {
  readonly node: string;
  readonly outcome: 'DONE' | 'REFUSED' | 'UNREACHABLE';
  readonly reason?: string;
  readonly service?: string;
  readonly count?: number;
}
