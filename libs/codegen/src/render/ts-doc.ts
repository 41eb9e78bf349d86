interface Described {
  readonly description?: string | null | undefined;
  readonly deprecationReason?: string | null | undefined;
}

/** The description of a type or field as a doc comment, with its line break; empty without one. */
export function docOf(
  { description, deprecationReason }: Described,
  ...more: readonly string[]
): string {
  const lines = [...(description ?? '').split('\n'), ...more];
  if (deprecationReason != null) lines.push(`@deprecated ${deprecationReason}`);
  return doc(...lines);
}

/** A doc comment of these lines. */
export function doc(...lines: readonly string[]): string {
  const text = lines.map((line) => line.trim().replaceAll('*/', '*\\/'));
  const from = text.findIndex((line) => line !== '');
  const kept = from < 0 ? [] : text.slice(from, text.findLastIndex((line) => line !== '') + 1);
  if (kept.length === 0) return '';
  if (kept.length === 1) return `/** ${kept[0] ?? ''} */\n`;
  return `/**\n${kept.map((line) => ` * ${line}`).join('\n')}\n */\n`;
}
