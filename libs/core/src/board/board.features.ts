import { describe } from 'vitest';
import type { BoardSetup } from './board-bed.features.js';
import { describeClosing } from './board-closing.features.js';
import { describeMessages } from './board-messages.features.js';
import { describeOutcomeWatching } from './board-outcome-watching.features.js';
import { describeOutcomes } from './board-outcomes.features.js';
import { describePresence } from './board-presence.features.js';
import { describePublishNumbers } from './board-publish-numbers.features.js';
import { describeStreamRetention } from './board-stream-retention.features.js';
import { describeStreamWatching } from './board-stream-watching.features.js';
import { describeStreams } from './board-streams.features.js';

/**
 * The contract of the board. Every adapter runs it unchanged: several handles on one board stand
 * for several processes.
 * @example describeBoard('MemoryBoard', async (retention) => { ... return { open, [Symbol.asyncDispose] }; });
 */
export function describeBoard(name: string, setup: BoardSetup): void {
  describe(name, () => {
    describeOutcomes(setup);
    describeOutcomeWatching(setup);
    describeStreams(setup);
    describePublishNumbers(setup);
    describeStreamWatching(setup);
    describeStreamRetention(setup);
    describePresence(setup);
    describeMessages(setup);
    describeClosing(setup);
  });
}
