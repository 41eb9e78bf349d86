import type { Grants } from '../authorization/grants.js';

/** What of a request, besides its variables, decides in which form an operation is planned for it. */
export interface RequestClass {
  readonly grants: Grants;
  /** Whether a label of `@override` holds; may answer otherwise when asked again. */
  readonly overrides: (label: string) => boolean;
}
