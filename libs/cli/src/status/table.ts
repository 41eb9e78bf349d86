/** A column: its title, and whether its cells are numbers. */
export interface Column {
  readonly title: string;
  readonly align?: 'right';
}

const GAP = 2;
const INDENT = 2;
const NARROWEST = 6;

/**
 * Lays rows out under their columns, in lines of at most `width` characters: the widest columns are cut
 * until it fits. Of columns that cannot be cut any more the line keeps all.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width = 100,
): string {
  const widths = columns.map(({ title }, i) =>
    Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)),
  );
  const total = (): number =>
    INDENT + widths.reduce((sum, one) => sum + one, 0) + GAP * (widths.length - 1);
  while (total() > width) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= NARROWEST) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  const line = (cells: readonly string[]): string =>
    ' '.repeat(INDENT) +
    columns
      .map(({ align }, i) => fit(cells[i] ?? '', widths[i] ?? 0, align === 'right'))
      .join(' '.repeat(GAP))
      .trimEnd();
  return [columns.map(({ title }) => title), ...rows].map(line).join('\n');
}

function fit(text: string, width: number, isRight: boolean): string {
  const cut = text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text;
  return isRight ? cut.padStart(width) : cut.padEnd(width);
}
