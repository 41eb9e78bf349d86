import type { Path } from './run.js';
import type { TypeTest } from './type-test.js';

/** What compiling a fetch takes besides the plan. */
export interface FetchContext {
  readonly isOfType: TypeTest;
  /** Whether some subgraph knows objects by an interface's name only. */
  readonly isInterfaceObject: (name: string) => boolean;
  /** The name by which a subgraph knows objects of a type: plans do not always say so. */
  readonly typeNameIn: (subgraph: string, name: string) => string;
  /** Whether a field of the Mutation type may not be null. */
  readonly isRequiredMutation: (field: string) => boolean;
  /**
   * Objects of different places stay different ones, also when they come from one answer: some fetch
   * looks at what is around them. @default they are shared
   */
  readonly keepsApart?: boolean;
  /** Turns the response names of the plan into those of the client's document. */
  readonly clientPath: (path: Path) => Path;
}
