import type { UnitRequest, UnitResult } from '@metamorphosis/core';
import type { UnitWork } from './unit-runner.js';
import type { UnitWatch } from './unit-watch.js';

/** A unit that waits for its turn, and what its caller waits for. */
export interface GroupMember<DB> {
  readonly request: UnitRequest;
  readonly work: UnitWork<DB>;
  readonly resolve: (result: UnitResult) => void;
  readonly reject: (error: unknown) => void;
}

/** Is told how the work of a member went. */
export type NoteWork = (request: UnitRequest, watch: UnitWatch) => void;
