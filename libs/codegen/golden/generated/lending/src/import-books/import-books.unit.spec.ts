import { anything, command, testService } from '@metamorphosis/testing';
import { test } from 'vitest';
import { lending } from '../lending.service.js';
import { ImportBooks } from './import-books.handler.js';

test('importBooks is handled', async () => {
  await using service = await testService(lending);
  // Say what is to come of it, and which events: .then({ ... }, [somethingHappened({ ... })])
  await service.when(command(ImportBooks, { file: 'file-1' })).then(anything(), []);
});
