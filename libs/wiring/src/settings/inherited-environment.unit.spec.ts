import { expect, test } from 'vitest';
import { inheritedEnvironment } from './inherited-environment.js';

test('children inherit the environment, and a place of the user for compiled code', () => {
  expect(inheritedEnvironment({ XDG_CACHE_HOME: '/caches', A: 'b' })).toEqual({
    XDG_CACHE_HOME: '/caches',
    A: 'b',
    NODE_COMPILE_CACHE: '/caches/metamorphosis/compiled',
  });
  const { NODE_COMPILE_CACHE: place } = inheritedEnvironment({});
  expect(place).toMatch(/\.cache.metamorphosis.compiled$/);
});

test('a place that the environment names is kept', () => {
  const named = { NODE_COMPILE_CACHE: '/elsewhere' };
  expect(inheritedEnvironment(named)).toEqual(named);
});
