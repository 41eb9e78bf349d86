import type { Path } from './run.js';
import type { TypeTest } from './type-test.js';

/** What compiling a fetch takes besides the plan. */
export interface FetchContext {
  readonly isOfType: TypeTest;
  /** Whether a field of the Mutation type may not be null. */
  readonly isRequiredMutation: (field: string) => boolean;
  /** Turns the response names of the plan into those of the client's document. */
  readonly clientPath: (path: Path) => Path;
}
