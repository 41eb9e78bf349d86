import { anything, command, testService } from '@metamorphosis/testing';
import { test } from 'vitest';
import { lending } from '../lending.service.js';
import { ReturnBooks } from './return-books.handler.js';

test('returnBooks is handled', async () => {
  await using service = await testService(lending);
  // Say what is to come of it, and which events: .then({ ... }, [somethingHappened({ ... })])
  await service
    .when(command(ReturnBooks, { loanIds: ['loanIds-1'], desk: 1 }))
    .then(anything(), []);
});
