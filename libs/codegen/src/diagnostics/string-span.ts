import type { StringValueNode } from 'graphql';
import type { Span } from './reporter.js';

/** Where a part of a text stands in the file; the whole text when it is written otherwise than it reads. */
export function spanInString(node: StringValueNode, start: number, end: number): Span {
  const { loc } = node;
  if (loc === undefined) throw new Error('A text without location.');
  const { source } = loc;
  const asWritten = source.body.slice(loc.start + 1, loc.end - 1) === node.value;
  if (node.block === true || !asWritten) return { source, start: loc.start, end: loc.end };
  return { source, start: loc.start + 1 + start, end: loc.start + 1 + end };
}
