import { loads, machine } from '../../page/machine.ts';
import { table } from '../../page/table.ts';
import type { Finding } from './ground.ts';

/** The page's section: where it was measured, what was found, and the picture of the memory. */
export function describe(
  findings: readonly Finding[],
  plot: readonly string[],
  { isQuick, load }: { readonly isQuick: boolean; readonly load: number },
): string {
  const rows = findings.map(({ what, aim, measured, isReached }) => [
    ...[what, aim, measured],
    isReached ? 'yes' : 'no',
  ]);
  return [
    `${machine()}${isQuick ? '; the short form (`--quick`)' : ''}.`,
    loads(load),
    '',
    ...table(['figure', 'aim', 'measured', 'reached'], rows),
    ...(plot.length > 0
      ? [
          '',
          'Memory of a worker, by records handled (`#` heap, `.` the rest of the process):',
          '',
          ...plot,
        ]
      : []),
  ].join('\n');
}
