import type { SchemaChange } from './schema-changes.js';

/** How the changes are shown. */
export const FORMATS = ['text', 'markdown', 'json'] as const;
export type Format = (typeof FORMATS)[number];

type Paint = (style: 'red' | 'yellow' | 'green' | 'dim', text: string) => string;

/** The changes, for people or for programs. */
export function changesPage(
  changes: readonly SchemaChange[],
  format: Format,
  paint: Paint = (_, text) => text,
): string {
  if (format === 'json') return JSON.stringify({ counts: countsOf(changes), changes });
  return format === 'markdown' ? markdown(changes) : plain(changes, paint);
}

function plain(changes: readonly SchemaChange[], paint: Paint): string {
  const colours = { breaking: 'red', dangerous: 'yellow', safe: 'green' } as const;
  const lines = changes.flatMap(({ level, kind, place, message, advice }) => [
    `${paint(colours[level], level.padEnd(9))} ${kind.padEnd(7)} ${place}: ${message}`,
    ...(advice === undefined || level === 'safe'
      ? []
      : [paint('dim', `${' '.repeat(18)}${advice}`)]),
  ]);
  return [...lines, summary(changes)].join('\n');
}

function markdown(changes: readonly SchemaChange[]): string {
  const marks = { breaking: '🔴', dangerous: '🟠', safe: '🟢' } as const;
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const rows = changes.map(
    ({ level, kind, place, message, advice = '' }) =>
      `| ${marks[level]} ${level} | ${kind} | \`${cell(place)}\` | ${cell(message)} | ${cell(advice)} |`,
  );
  const table = [
    '| level | of | where | what | advice |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ];
  return [
    '## Changes of the schema',
    '',
    summary(changes),
    ...(rows.length > 0 ? ['', ...table] : []),
  ].join('\n');
}

function summary(changes: readonly SchemaChange[]): string {
  if (changes.length === 0) return 'Nothing changes.';
  const { breaking, dangerous, safe } = countsOf(changes);
  return `${breaking} breaking, ${dangerous} dangerous, ${safe} safe.`;
}

function countsOf(changes: readonly SchemaChange[]): Record<SchemaChange['level'], number> {
  const counts = { breaking: 0, dangerous: 0, safe: 0 };
  for (const { level } of changes) counts[level] += 1;
  return counts;
}
