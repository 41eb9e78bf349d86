import { Kind, type DirectiveNode } from 'graphql';
import type { Reporter } from '../diagnostics/reporter.js';
import { argumentNode } from './directive-values.js';

/** The version that `@command` or `@event` gives its records. */
export function versionIn(marked: DirectiveNode, reporter: Reporter): number {
  const written = argumentNode(marked, 'version');
  // Other values are no Int, which is reported as such.
  if (written?.kind !== Kind.INT) return 1;
  const version = Number(written.value);
  if (version >= 1) return version;
  reporter.at(
    'RECORD_VERSION_INVALID',
    written,
    `Records have no version ${written.value}.`,
    'write 1, which is the default, or more',
  );
  return 1;
}
