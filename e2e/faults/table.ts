import { machine } from '../../bench/page/machine.ts';
import { table } from '../../bench/page/table.ts';
import type { Finding } from './ledger/finding.js';
import type { FaultResult } from './run-fault.js';

const HEADS = [
  'fault',
  'commands',
  'a second',
  'lost',
  'twice',
  'else',
  'stood still, s',
  'recovered after, s',
  'sent again',
  'resumed',
];

const count = (findings: readonly Finding[], kind: Finding['kind']): number =>
  findings.filter((finding) => finding.kind === kind).length;

/** The results of the suite as a page shows them: one row a fault. */
export function tableOf(
  results: readonly { readonly title: string; readonly result: FaultResult }[],
): string {
  const rows = results.map(({ title, result }) => {
    const { commands, rate, findings, recovery, sentAgain, resumed } = result;
    const lost = count(findings, 'lost');
    const twice = count(findings, 'twice');
    return [
      title,
      commands,
      rate,
      lost,
      twice,
      findings.length - lost - twice,
      (recovery.standstillMs / 1000).toFixed(1),
      (recovery.recoveryMs / 1000).toFixed(1),
      sentAgain,
      resumed,
    ].map(String);
  });
  return [`${machine()}.`, '', ...table(HEADS, rows)].join('\n');
}
