import { afterAll, beforeAll, describe } from 'vitest';
import { describeAppending } from './event-log-appending.features.js';
import { describeGroups } from './event-log-groups.features.js';
import { describePositions } from './event-log-positions.features.js';
import {
  LogWorld,
  type EventLogHarness,
  type EventLogSuiteOptions,
} from './event-log-world.features.js';

/**
 * The contract of the event log. Every adapter runs it unchanged; what it omits is where adapters
 * would differ. `setup` is called once; names are unique per test, so that suites may share a broker.
 */
export function describeEventLog(
  name: string,
  setup: () => Promise<EventLogHarness>,
  options: EventLogSuiteOptions = {},
): void {
  describe(`event log: ${name}`, { timeout: 60_000 }, () => {
    let world: LogWorld;
    beforeAll(async () => {
      world = new LogWorld(await setup(), options);
    });
    afterAll(() => world.harness.close());

    describe('topics and appending', () => describeAppending(() => world));
    describe('groups', () => describeGroups(() => world));
    describe('positions', () => describePositions(() => world));
  });
}
