/** What can be wrong. */
export type FindingKind =
  'lost' | 'twice' | 'out-of-order' | 'contradiction' | 'stale-owner' | 'left-over';

/** One thing that is wrong, in words. */
export interface Finding {
  readonly kind: FindingKind;
  readonly text: string;
}

/** How many findings there are of each kind that there is. */
export function countByKind(findings: readonly Finding[]): Partial<Record<FindingKind, number>> {
  const counts: Partial<Record<FindingKind, number>> = {};
  for (const { kind } of findings) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** The findings for people: all kinds with their numbers, and the first few of each in words. */
export function describeFindings(findings: readonly Finding[], ofEach = 5): string {
  const kinds = Object.entries(countByKind(findings));
  return kinds
    .map(([kind, count]) => {
      const texts = findings.filter((finding) => finding.kind === kind).slice(0, ofEach);
      const more = count > texts.length ? [`... and ${count - texts.length} more`] : [];
      return [`${kind} (${count}):`, ...texts.map(({ text }) => text), ...more].join('\n  ');
    })
    .join('\n');
}
