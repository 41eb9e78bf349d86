import { table } from '../../../page/table.ts';
import { contenders } from '../contenders.ts';
import { load } from '../load.ts';
import { Peer } from '../peer.ts';
import { say, type Section } from './section.ts';

const STEPS = 5;
/** The heap may grow so much from the first step to the last before it counts as unbounded. */
const SLACK_MB = 10;

interface Memory {
  readonly heapMb: number;
  readonly residentMb: number;
}

/** What the gateway's process keeps of distinct operations, each of them sent once. */
export const memory: Section = async ({ supergraph, connections, operations: all }) => {
  using gateway = await Peer.start<{ url: string }>(
    contenders.ours.file,
    [supergraph, 'off'],
    ['--expose-gc'],
  );
  const { url } = gateway.ready;
  const steps: { operations: number; memory: Memory }[] = [];
  const look = async (operations: number): Promise<void> => {
    const found = await gateway.ask<Memory>('memory');
    say(`after ${operations} distinct operations: heap ${found.heapMb.toFixed(1)} MB`);
    steps.push({ operations, memory: found });
  };
  let sent = 1_000_000;
  const body = (): string => `{"query":"query Q${(sent += 1)} { me { id name } }"}`;
  await load({ url, body, connections, requests: 1_000 });
  await look(1_000);
  for (let step = 1; step <= STEPS; step += 1) {
    const upTo = (all / STEPS) * step;
    await load({ url, body, connections, requests: upTo - (sent - 1_000_000) });
    await look(upTo);
  }
  const rows = steps.map(({ operations, memory: { heapMb, residentMb } }) => [
    String(operations),
    heapMb.toFixed(1),
    residentMb.toFixed(0),
  ]);
  const [, first, ...others] = steps.map((step) => step.memory.heapMb);
  const grown = (others.at(-1) ?? NaN) - (first ?? NaN);
  return [
    'Memory after distinct operations, of which the gateway keeps 1000 compiled; the heap is collected before it is read.',
    '',
    ...table(['operations', 'heap MB', 'resident MB'], rows),
    '',
    `From ${all / STEPS} to ${all} the heap grew by ${grown.toFixed(1)} MB: ${grown <= SLACK_MB ? 'bounded' : 'not bounded'}.`,
  ];
};
