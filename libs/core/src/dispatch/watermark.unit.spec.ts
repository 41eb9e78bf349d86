import { expect, test } from 'vitest';
import { Watermark } from './watermark.js';

function begun(...offsets: number[]): Watermark {
  const mark = new Watermark();
  for (const offset of offsets) mark.begin(offset);
  return mark;
}

test('nothing may be committed while nothing has ended', () => {
  const mark = begun(5, 6);
  expect(mark.next).toBeUndefined();
  mark.end(6);
  expect(mark.next).toBeUndefined();
  expect(mark.resume).toBe(5);
});

test('it passes a record only when all before it have ended, in whatever order', () => {
  const mark = begun(0, 1, 2, 3);
  mark.end(2);
  mark.end(1);
  expect(mark.next).toBeUndefined();
  mark.end(0);
  expect(mark.next).toBe(3);
  mark.end(3);
  expect(mark.next).toBe(4);
});

test('offsets that the log left out do not hold it back', () => {
  const mark = begun(10, 14, 15);
  mark.end(10);
  expect(mark.next).toBe(11);
  mark.end(14);
  expect(mark.next).toBe(15);
});

test('a successor goes on from the first record that has not ended', () => {
  const mark = begun(0, 1, 2);
  mark.end(0);
  mark.end(2);
  expect(mark.resume).toBe(1);
  mark.end(1);
  expect(mark.resume).toBe(3);
});

test('it counts right over many records that end out of order, and keeps none of them', () => {
  const mark = new Watermark();
  const total = 10_000;
  for (let offset = 0; offset < total; offset++) {
    mark.begin(offset);
    // Pairs end the wrong way round.
    if (offset % 2 === 1) {
      mark.end(offset);
      mark.end(offset - 1);
      expect(mark.next).toBe(offset + 1);
    }
  }
  expect(mark.inHand).toBe(0);
});
