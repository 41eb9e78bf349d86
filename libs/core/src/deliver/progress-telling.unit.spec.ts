import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CommandUpdate } from '@metamorphosis/contract';
import { silentLogger } from '../lifecycle/logger.js';
import { ProgressTelling } from './progress-telling.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function telling(): { telling: ProgressTelling; told: unknown[] } {
  const told: unknown[] = [];
  const record = { id: 'counts.1', type: 'counts.count', time: '' } as never;
  const progress = ({ state, attempts, progress: value }: CommandUpdate): void =>
    void told.push([state, attempts, value]);
  return { told, telling: new ProgressTelling(record, { progress }, silentLogger) };
}

test('what an earlier try still tells is passed over', () => {
  const t = telling();
  t.telling.retrying(1);
  t.telling.progress(1, 'stale');
  t.telling.progress(2, 'fresh');
  vi.advanceTimersByTime(1000);
  expect(t.told).toEqual([
    ['RETRYING', 1, undefined],
    ['RETRYING', 2, 'fresh'],
  ]);
});

test('nothing is told once it is closed, neither late nor new', () => {
  const t = telling();
  t.telling.progress(1, 'told');
  t.telling.progress(1, 'waits for its turn');
  t.telling.close();
  t.telling.progress(1, 'new');
  t.telling.retrying(1);
  vi.advanceTimersByTime(1000);
  expect(t.told).toEqual([['STARTED', 1, 'told']]);
});

test('the newest value is told when its turn comes, those in between are left out', () => {
  const t = telling();
  for (const value of [1, 2, 3]) t.telling.progress(1, value);
  vi.advanceTimersByTime(100);
  t.telling.progress(1, 4);
  vi.advanceTimersByTime(100);
  expect(t.told).toEqual([
    ['STARTED', 1, 1],
    ['STARTED', 1, 3],
    ['STARTED', 1, 4],
  ]);
});
