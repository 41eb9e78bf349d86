/** A class that a service is to be made of. */
export interface ServicePart {
  /** The option of `register` that lists it. */
  readonly list: 'commands' | 'consumers';
  /** `RateReview` */
  readonly className: string;
  /** `./rate-review/rate-review.handler.js` */
  readonly from: string;
  /** `rateReview: RateReview`, or the class alone. */
  readonly entry: string;
}

/**
 * The text of `<service>.service.ts` with one more part in its lists; undefined when it is written in
 * another way than it was begun with, and its author has to do it.
 */
export function withPart(text: string, part: ServicePart): string | undefined {
  if (new RegExp(`\\b${part.className}\\b`).test(text)) return undefined;
  const listed = withEntry(text, part);
  return listed === undefined ? undefined : withImport(listed, part);
}

function withEntry(text: string, { list, entry }: ServicePart): string | undefined {
  const begin = new RegExp(`\\b${list}:\\s*[{[]`).exec(text);
  if (!begin) return undefined;
  const from = begin.index + begin[0].length;
  const length = text.slice(from).search(/[}\]]/);
  if (length < 0) return undefined;
  const before = text.slice(from, from + length);
  const inner = before.trim();
  // More than names, such as a nested object, is for its author.
  if (!/^[\w\s:,.]*$/.test(inner)) return undefined;
  const isLong = before.includes('\n');
  const items = [...inner.split(',').map((item) => item.trim()), entry].filter(Boolean);
  const room = list === 'commands' ? ' ' : '';
  const written = isLong
    ? `\n${items.map((item) => `    ${item},\n`).join('')}  `
    : `${room}${items.join(', ')}${room}`;
  return text.slice(0, from) + written + text.slice(from + length);
}

function withImport(text: string, { className, from }: ServicePart): string | undefined {
  const imports = [...text.matchAll(/^import\b[^;]*;\n/gm)];
  const last = imports.at(-1);
  if (!last) return undefined;
  const at = last.index + last[0].length;
  return `${text.slice(0, at)}import { ${className} } from '${from}';\n${text.slice(at)}`;
}
