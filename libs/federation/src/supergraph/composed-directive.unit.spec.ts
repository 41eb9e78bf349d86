import { expect, it } from 'vitest';
import { composeLocally } from './compose-locally.js';

const events = (service: string, version: string, directive: string, field: string): string => `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective"])
    @link(url: "https://metamorphosis.dev/spec/${version}", import: ["@subscribe"])
    @composeDirective(name: "@subscribe")
  directive @subscribe${directive} on FIELD_DEFINITION
  type ${service}Event { size: Int! }
  type Subscription { ${service}(above: Int): ${service}Event! ${field} }
`;

it.each([
  ['a', 'b'],
  ['b', 'a'],
])('services that know filters (%s) compose with those made before (%s)', async (now, before) => {
  const filtered = '@subscribe(to: "bEvent", filter: "size > $above")';
  const source = composeLocally([
    { name: 'q', url: 'http://127.0.0.1:1/', sdl: 'type Query { a: Int }' },
    {
      name: now,
      url: 'board:x',
      sdl: events(now, 'v1.1', '(to: String, filter: String)', filtered),
    },
    { name: before, url: 'board:y', sdl: events(before, 'v1.0', '(to: String)', '@subscribe') },
  ]);
  const hooks = { update: () => undefined, healthCheck: () => Promise.resolve() };
  const { supergraphSdl } = await source.initialize({
    ...hooks,
    getDataSource: () => undefined as never,
  });
  expect(supergraphSdl).toContain('directive @subscribe(to: String, filter: String)');
  expect(supergraphSdl).toContain('filter: "size > $above"');
});
