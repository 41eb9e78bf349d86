import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readScriptFile, script, SCRIPTS, type ScriptName } from './scripts.js';

const names = Object.keys(SCRIPTS) as ScriptName[];

describe('the table of scripts', () => {
  it('names every file, and no other', () => {
    const files = readdirSync(new URL('../scripts/', import.meta.url))
      .filter((file) => file.endsWith('.lua'))
      .map((file) => file.replace('.lua', ''));
    expect(files.toSorted()).toEqual(names.toSorted());
  });

  describe.each(names)('and the file of %s', (name) => {
    const [header = '', ...rest] = readScriptFile(name).split('\n\n');
    const body = script(name).lua;

    it('agree on the codes that are answered', () => {
      const described = [...header.matchAll(/^-- @returns (\d+) ([A-Z_]+)/gm)];
      const codes = Object.fromEntries(described.map(([, code, word]) => [word, Number(code)]));
      expect(codes).toEqual(SCRIPTS[name].codes);
      const answered = [...rest.join('\n').matchAll(/^ *return \{? ?(\d+)\b/gm)].map(([, code]) =>
        Number(code),
      );
      expect([...new Set(answered)].toSorted()).toEqual(Object.values(SCRIPTS[name].codes));
    });

    it('agree on keys and arguments', () => {
      const count = (text: string, what: string): number =>
        Math.max(
          0,
          ...[...text.matchAll(new RegExp(`${what}\\[(\\d+)`, 'g'))].map(([, n]) => Number(n)),
        );
      const { keys } = SCRIPTS[name];
      if (keys === 'many') {
        expect(header).toContain('KEYS[i]');
        expect(body).toContain('ipairs(KEYS)');
      } else {
        expect(count(header, 'KEYS')).toBe(keys);
        expect(count(body, 'KEYS')).toBe(keys);
      }
      expect(count(body, 'ARGV')).toBeLessThanOrEqual(count(header, 'ARGV'));
    });

    it('say what is atomic', () => {
      expect(header).toMatch(/^-- Atomic: /m);
    });

    it('leave no include and no comment in what the server gets', () => {
      expect(body).not.toMatch(/--/);
      expect(body.match(/local function now_ms/g)?.length ?? 0).toBeLessThanOrEqual(1);
    });
  });
});
