import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { composeLocally } from '../supergraph/compose-locally.js';
import { SubgraphServer } from '../testing/subgraph-server.js';
import type { Engine } from './engine.js';
import { createEngine } from './federation-engine.js';

const SDL = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
type Query { echo(text: [String!]): String a: Int b: Int c: Int d: Int }`;

const MEBIBYTE = 1024 * 1024;
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
function heldBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

async function withEngine(test: (engine: Engine) => Promise<void>): Promise<void> {
  await using server = await SubgraphServer.start('echo', SDL, {});
  const supergraph = composeLocally([{ name: 'echo', url: server.url, sdl: SDL }]);
  await using engine = await createEngine({ supergraph });
  await test(engine);
}

function prepared(engine: Engine, query: string) {
  const found = engine.prepare(query);
  if (!found.ok) throw new Error(found.answer.body());
  return found.operation;
}

describe('operations that are kept', { timeout: 60_000 }, () => {
  it('are those used last', () =>
    withEngine(async (engine) => {
      const one = prepared(engine, '{ a }');
      expect(prepared(engine, '{ a }')).toBe(one);
    }));

  it('hold less than 40 MiB, whatever texts of 1 MiB were sent', () =>
    withEngine(async (engine) => {
      const before = heldBytes();
      for (let i = 0; i < 60; i += 1) prepared(engine, `{ a } # ${i} ${'x'.repeat(MEBIBYTE)}`);
      expect(heldBytes() - before).toBeLessThan(40 * MEBIBYTE);
    }));

  it('do not hold the tokens that they were read from', () =>
    withEngine(async (engine) => {
      const before = heldBytes();
      for (let i = 0; i < 5; i += 1) {
        prepared(engine, `{ a${i}: echo(text: [${'"" '.repeat(19_000)}]) }`);
      }
      expect(heldBytes() - before).toBeLessThan(25 * MEBIBYTE);
    }));

  it('weigh more with each form that their variables give them', () =>
    withEngine(async (engine) => {
      const names = ['a', 'b', 'c', 'd'];
      const variables = names.map((name) => `$${name}: Boolean!`).join(' ');
      const fields = names.map((name) => `${name} @include(if: $${name})`).join(' ');
      const text = `query (${variables}) { ${fields} } # ${'x'.repeat(300_000)}`;
      const one = prepared(engine, text);
      const other = prepared(engine, '{ a }');
      for (let form = 0; form < 16; form += 1) {
        const chosen = Object.fromEntries(names.map((name, i) => [name, (form & (1 << i)) > 0]));
        await prepared(engine, text).execute(chosen, {});
      }
      // Sixteen of them are more than may be kept.
      expect(prepared(engine, text)).not.toBe(one);
      expect(prepared(engine, '{ a }')).toBe(other);
    }));
});
