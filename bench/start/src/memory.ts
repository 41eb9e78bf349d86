import { readdirSync, readFileSync } from 'node:fs';

/** What one process holds, in bytes. */
export interface ProcessMemory {
  readonly what: string;
  /** Resident: pages that processes share count for each of them. */
  readonly resident: number;
  /** Its share: of a page that n processes have, the n-th part. */
  readonly share: number;
}

/** A process and all that it started, the oldest first. Linux only. */
export function memoryBelow(pid: number): readonly ProcessMemory[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = read(`/proc/${name}/stat`);
    // The name of a process may hold spaces and parentheses.
    const parent = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const isBelow = (each: number): boolean =>
    each === pid || (parents.has(each) && isBelow(parents.get(each) ?? 0));
  const found = [...parents.keys()].filter(isBelow).sort((a, b) => a - b);
  return found.flatMap((each) => {
    const rollup = read(`/proc/${each}/smaps_rollup`);
    const command = read(`/proc/${each}/cmdline`);
    if (rollup === undefined || command === undefined) return [];
    const kilobytes = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1]) * 1024;
    return [{ what: nameOf(command), resident: kilobytes('Rss'), share: kilobytes('Pss') }];
  });
}

/** `apps/orders/dist/worker.js` is the worker of orders. */
function nameOf(command: string): string {
  const words = command.split('\0');
  const [, app, entry] = /apps\/([\w-]+)\/dist\/(main|worker)\.js/.exec(command) ?? [];
  if (app === 'gateway') return 'gateway';
  if (app !== undefined) return entry === 'main' ? `subgraph of ${app}` : `worker of ${app}`;
  const gregor = words.findIndex((word) => word.endsWith('gregor.js'));
  return gregor < 0 ? (words[0] ?? '') : `gregor ${words[gregor + 1] ?? ''}`;
}

/** Undefined for a process that has ended meanwhile. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
