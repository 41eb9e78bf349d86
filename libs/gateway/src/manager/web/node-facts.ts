import type { MachineFacts, NodeFacts } from '@metamorphosis/contract';

const NO_MACHINE: MachineFacts = {
  cpus: 0,
  cpu: 0,
  memoryTotalBytes: 0,
  memoryFreeBytes: 0,
  diskTotalBytes: 0,
  diskFreeBytes: 0,
  load: [],
};

/** Reads what a node announced. A node of another version may tell less: what is missing is told as nothing. */
export function nodeFactsOf(announced: Readonly<Record<string, unknown>>): NodeFacts {
  const told = announced as Partial<NodeFacts>;
  const never = new Date(0).toISOString();
  return {
    pid: 0,
    host: '',
    version: '',
    startedAt: never,
    at: never,
    drained: false,
    adoptedVersion: -1,
    ...told,
    services: listOf(told.services),
    consumers: listOf(told.consumers),
    workers: listOf(told.workers),
    down: listOf(told.down),
    machine: { ...NO_MACHINE, ...told.machine },
  };
}

function listOf<T>(value: readonly T[] | undefined): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [];
}
