import type { GraphQLError } from 'graphql';
import type { Reporter } from '../diagnostics/reporter.js';
import type { ExpandedService } from '../generate.js';

/** Reports why the subgraphs do not compose, at the author's lines where they can be found. */
export function reportComposition(
  errors: readonly GraphQLError[],
  services: readonly ExpandedService[],
  reporter: Reporter,
): void {
  for (const error of errors) {
    reporter.file('COMPOSITION', services[0]?.model.path ?? '', error.message);
  }
}
