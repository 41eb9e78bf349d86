import { describe, expect, it } from 'vitest';
import { seeded } from '../testing/random-query.js';
import { quote } from './quote.js';

describe('quote', () => {
  it('writes every string as JSON.stringify does', () => {
    for (let code = 0; code <= 0xffff; code += 1) {
      const char = String.fromCharCode(code);
      for (const text of [char, `${char}${'x'.repeat(60)}`]) {
        if (quote(text) !== JSON.stringify(text)) expect(quote(text)).toBe(JSON.stringify(text));
      }
    }
    const random = seeded(7);
    for (let i = 0; i < 2_000; i += 1) {
      const length = Math.floor(random() * 80);
      const codes = Array.from({ length }, () => Math.floor(random() * 0x10000));
      const text = String.fromCharCode(...codes);
      expect(quote(text)).toBe(JSON.stringify(text));
    }
  });
});
