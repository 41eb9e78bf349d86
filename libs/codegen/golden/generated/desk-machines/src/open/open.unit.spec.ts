import { anything, command, testService } from '@metamorphosis/testing';
import { test } from 'vitest';
import { deskMachines } from '../desk-machines.service.js';
import { Open } from './open.handler.js';

test('open is handled', async () => {
  await using service = await testService(deskMachines);
  // Say what is to come of it, and which events: .then({ ... }, [somethingHappened({ ... })])
  await service.when(command(Open, { input: { machine: 'machine-1' } })).then(anything(), []);
});
