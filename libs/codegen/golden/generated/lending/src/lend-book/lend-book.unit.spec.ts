import { anything, command, testService } from '@metamorphosis/testing';
import { test } from 'vitest';
import { lending } from '../lending.service.js';
import { LendBook } from './lend-book.handler.js';

test('lendBook is handled', async () => {
  await using service = await testService(lending);
  // Say what is to come of it, and which events: .then({ ... }, [somethingHappened({ ... })])
  await service
    .when(command(LendBook, { input: { book: { isbn: 'isbn-1' }, reader: 'reader-1' } }))
    .then(anything(), []);
});
