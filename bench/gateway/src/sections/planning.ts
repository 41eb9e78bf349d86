import { table } from '../../../page/table.ts';
import { Peer } from '../peer.ts';
import { say, type Section } from './section.ts';

/** Times of operations that the gateway meets for the first time, in milliseconds. */
export interface Planned {
  readonly operations: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** How long an operation takes that was never asked before: parse, validate, plan and compile. */
export const planning: Section = async ({ supergraph }) => {
  using peer = await Peer.start<Readonly<Record<string, Planned>>>('sections/planning-peer.ts', [
    supergraph,
  ]);
  const rows = Object.entries(peer.ready).map(([what, { operations, p50Ms, p99Ms, maxMs }]) => {
    say(`cold ${what}: p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`);
    return [what, String(operations), ...[p50Ms, p99Ms, maxMs].map((ms) => ms.toFixed(2))];
  });
  const heads = ['operation', 'planned', 'p50 ms', 'p99 ms', 'longest ms'];
  return [
    'Operations met for the first time: parsed, validated, planned and compiled.',
    '',
    ...table(heads, rows),
  ];
};
