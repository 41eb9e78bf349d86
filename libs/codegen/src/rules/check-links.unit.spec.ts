import { expect, test } from 'vitest';
import { buildSubgraph, composeSubgraphs } from '../compose/compose-subgraphs.js';
import { diagnose } from '../diagnostics/diagnose.fixture.spec.js';
import { NEWEST_MINOR } from './check-links.js';

const linked = (minor: number): string =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.${minor}", import: ["@key"])\ntype Query { a: Int }`;

test('the newest version of federation is the newest that composition knows', () => {
  const compose = (minor: number) =>
    composeSubgraphs([buildSubgraph({ name: 'shop', url: 'http://shop', sdl: linked(minor) })]);
  expect(compose(NEWEST_MINOR)).toHaveProperty('supergraph');
  expect(compose(NEWEST_MINOR + 1)).toHaveProperty('errors');
});

test('a newer version is told at its place, with one that exists', async () => {
  const [told] = await diagnose({ shop: linked(NEWEST_MINOR + 1) });
  expect(told).toContain('schema/shop.graphql:2:26 SPEC_UNKNOWN There is no');
  expect(await diagnose({ shop: linked(NEWEST_MINOR) })).toEqual([]);
});
