import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import type { Finding } from './ledger/finding.js';
import type { FaultResult } from './run-fault.js';

const BEGIN =
  '<!-- faults begin: written by the suite; what stands between the marks is replaced -->';
const END = '<!-- faults end -->';

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
  // As Prettier lays tables out: the page is checked like every other.
  const widths = HEADS.map((head, n) =>
    Math.max(head.length, ...rows.map((row) => row[n]?.length ?? 0)),
  );
  const line = (cells: readonly string[], fill = ' '): string =>
    `| ${cells.map((cell, n) => cell.padEnd(widths[n] ?? 0, fill)).join(' | ')} |`;
  const dashes = line(
    HEADS.map(() => '---'),
    '-',
  );
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 1e9);
  const machine = `${cpus().length} x ${cpu?.model ?? 'unknown'}, ${gigabytes} GB, Node ${process.version}`;
  const when = `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return [`${when}; ${machine}.`, '', line(HEADS), dashes, ...rows.map((row) => line(row))].join(
    '\n',
  );
}

/** Puts the table into a page, in place of the one before. */
export function keepTable(file: string, table: string): void {
  const page = readFileSync(file, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${file} has lost its marks`);
  writeFileSync(file, `${before}${BEGIN}\n\n${table}\n\n${END}${after}`);
}
