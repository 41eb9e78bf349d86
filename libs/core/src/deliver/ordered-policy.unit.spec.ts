import { expect, test } from 'vitest';
import { Rejection } from './failures.js';
import { orderedPolicy } from './ordered-policy.js';
import { defaultRetryPolicy, judge } from './retry-policy.js';

class PaymentError extends Error {}
class CardDeclined extends PaymentError {}

const judged = (error: unknown, ...policy: Parameters<typeof orderedPolicy>) =>
  judge(error, orderedPolicy(...policy));

test('what the node was told stands above the code, the code above the defaults, value by value', () => {
  expect(orderedPolicy()).toEqual(defaultRetryPolicy);
  const policy = orderedPolicy({ maxAttempts: 4, firstMs: 20 }, { maxAttempts: 7 });
  expect(policy).toEqual({ ...defaultRetryPolicy, maxAttempts: 7, firstMs: 20 });
});

test('an error is known by its code, its name, and its classes; the nearest counts', () => {
  const byError = {
    PaymentError: { firstMs: 5000 },
    CardDeclined: 'dead-letter',
    ECONNRESET: { maxAttempts: 50 },
    TypeError: 'dead-letter',
  } as const;
  const order = { byError };
  expect(judged(new CardDeclined('no'), {}, order).kind).toBe('defect');
  expect(judged(new PaymentError('slow'), {}, order)).toEqual({
    kind: 'fault',
    policy: { ...defaultRetryPolicy, firstMs: 5000 },
  });
  const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
  expect(judged(reset, {}, order).policy.maxAttempts).toBe(50);
  expect(judged(new TypeError('x'), {}, order).kind).toBe('defect');
  expect(judged(new Error('x'), {}, order)).toEqual(judged(new Error('x')));
  for (const odd of [undefined, null, 'text', 7, Object.create(null)]) {
    expect(judged(odd, {}, order).kind).toBe('fault');
  }
  // No name of an object's own prototype counts.
  expect(judged(Object.assign(new Error('x'), { code: 'toString' }), {}, order).kind).toBe('fault');
});

test('what the code says of an error holds where the node says nothing of it', () => {
  const declared = {
    classify: (error: unknown) =>
      error instanceof PaymentError ? { firstMs: 9, maxMs: 99 } : undefined,
  };
  const order = { byError: { CardDeclined: { maxMs: 1000 } } };
  expect(judged(new PaymentError('x'), declared, order).policy).toMatchObject({ maxMs: 99 });
  expect(judged(new CardDeclined('x'), declared, order).policy).toMatchObject({
    firstMs: 9,
    maxMs: 1000,
  });
});

test('a rejection stays one, whatever is said of errors', () => {
  const order = { byError: { Rejection: 'dead-letter', NOT_YET: { firstMs: 1 } } } as const;
  expect(judged(new Rejection('NOT_YET', 'no'), {}, order).kind).toBe('rejection');
});
