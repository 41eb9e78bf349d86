import { expect, it } from 'vitest';
import type { LogHealth } from '@metamorphosis/core';
import { ReaderHealth } from './reader-health.js';

function watched(): { health: ReaderHealth; told: string[] } {
  const told: string[] = [];
  const tell = (h: LogHealth): void =>
    void told.push(h.state === 'up' ? 'up' : `${String(h.reason)}`);
  return { health: new ReaderHealth(tell), told };
}

it('is up once it has joined and nothing troubles it, and says so once', () => {
  const { health, told } = watched();
  health.trouble('topics', 'no topic');
  health.joined();
  expect(told).toEqual(['no topic']);
  health.well('topics');
  health.well('topics');
  health.joined();
  expect(told).toEqual(['no topic', 'up']);
});

it('stays down while anything troubles it', () => {
  const { health, told } = watched();
  health.joined();
  health.trouble('heartbeat', 'a');
  health.trouble('fetch', 'b');
  health.well('heartbeat');
  expect(told).toEqual(['up', 'a', 'b']);
  health.well('fetch');
  expect(told).toEqual(['up', 'a', 'b', 'up']);
});

it('says at every attempt that it failed', () => {
  const { health, told } = watched();
  health.left('away');
  health.left('away');
  expect(told).toEqual(['away', 'away']);
});

it('is not up before it has joined again, whatever becomes well', () => {
  const { health, told } = watched();
  health.joined();
  health.trouble('fetch', 'a');
  health.left('lost');
  health.well('fetch');
  health.well('join');
  expect(told).toEqual(['up', 'a', 'lost']);
  health.joined();
  expect(told).toEqual(['up', 'a', 'lost', 'up']);
});
