import { describe } from 'vitest';
import type { StoreSetup } from './store-harness.js';
import { describeDeadLetters } from './store.dead-letters.features.js';
import { describeDeadlines } from './store.deadlines.features.js';
import { describeFences } from './store.fences.features.js';
import { describeHandledRecords } from './store.handled.features.js';
import { describeIsolation } from './store.isolation.features.js';
import { describeLifecycle } from './store.lifecycle.features.js';
import { describeOutbox } from './store.outbox.features.js';
import { describePublisher } from './store.publisher.features.js';
import { describeRetryTable } from './store.retry-table.features.js';
import { describeTellings } from './store.tellings.features.js';
import { describeUnits } from './store.units.features.js';

/**
 * The contract of `Store`, run unchanged by every adapter.
 * `setup` makes a fresh database for each case.
 */
export function describeStore<Tx>(name: string, setup: StoreSetup<Tx>): void {
  describe(`${name} keeps the contract of a store`, () => {
    describe('unit of work', () => describeUnits(setup));
    describe('isolation', () => describeIsolation(setup));
    describe('deadline', () => describeDeadlines(setup));
    describe('ownership', () => describeFences(setup));
    describe('publisher lease', () => describePublisher(setup));
    describe('outbox', () => describeOutbox(setup));
    describe('outcomes, notices and dead letters', () => describeTellings(setup));
    describe('retry table', () => describeRetryTable(setup));
    describe('dead letters', () => describeDeadLetters(setup));
    describe('handled records', () => describeHandledRecords(setup));
    describe('life', () => describeLifecycle(setup));
  });
}
