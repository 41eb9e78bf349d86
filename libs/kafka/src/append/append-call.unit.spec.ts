import { expect, it } from 'vitest';
import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import { AppendCall } from './append-call.js';

const call = (): AppendCall =>
  new AppendCall(
    't',
    ['a', 'b', 'c'].map((key) => ({ key, value: '', headers: {} })),
    0,
  );

it('answers positions in the order of the records, whatever part landed first', async () => {
  const made = call();
  made.split(2);
  made.landed([1], 5, 70);
  made.landed([0, 2], 3, 10);
  expect(await made.result).toEqual([
    { topic: 't', partition: 3, offset: 10 },
    { topic: 't', partition: 5, offset: 70 },
    { topic: 't', partition: 3, offset: 11 },
  ]);
});

it('does not say that nothing was sent when a part of it landed', async () => {
  for (const order of [0, 1]) {
    const made = call();
    made.split(2);
    const steps = [
      () => made.landed([0], 1, 1),
      () => made.failed(errors.UNAVAILABLE(['The log'])),
    ];
    for (const step of order === 0 ? steps : steps.toReversed()) step();
    await expect(made.result).rejects.toSatisfy((error) =>
      isMetamorphosisError(error, 'ACCEPTANCE_UNKNOWN'),
    );
  }
});

it('says what failed when nothing of it landed, once all of it is settled', async () => {
  const made = call();
  made.split(2);
  made.failed(errors.UNAVAILABLE(['The log']));
  let isSettled = false;
  const watched = made.result.catch(() => (isSettled = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(isSettled).toBe(false);
  made.failed(new Error('another'));
  await watched;
  await expect(made.result).rejects.toSatisfy((e) => isMetamorphosisError(e, 'UNAVAILABLE'));
});
