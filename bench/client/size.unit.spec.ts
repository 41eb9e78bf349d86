import { expect, test } from 'vitest';
import { clientSize } from './size.js';

test('the client SDK takes less than 12 KiB of a page', async () => {
  const { gzipped } = await clientSize();
  expect(gzipped).toBeLessThan(12 * 1024);
});
