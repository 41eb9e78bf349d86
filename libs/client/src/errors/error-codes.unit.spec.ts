import { expect, it } from 'vitest';
import { errors } from '@metamorphosis/contract';
import { LATER, mayBeSentAgain } from './error-codes.js';

type Make = (args: unknown[]) => { readonly retry: string };
const make = errors as unknown as Readonly<Record<string, Make>>;
const ofKind = (kind: string): string[] =>
  errors.visibleCodes.filter((code) => make[code]?.(['x', 1, 2]).retry === kind);

it('tries again later what the catalogue says may be tried again later', () => {
  expect([...LATER].sort()).toEqual(ofKind('later').sort());
});

it('sends a command again for those, and when nobody knows whether it was accepted', () => {
  const again = errors.codes.filter((code) => mayBeSentAgain(code));
  expect(again.sort()).toEqual([...ofKind('later'), 'ACCEPTANCE_UNKNOWN'].sort());
});
