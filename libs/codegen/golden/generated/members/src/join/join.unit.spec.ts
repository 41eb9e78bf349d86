import { anything, command, testService } from '@metamorphosis/testing';
import { test } from 'vitest';
import { members } from '../members.service.js';
import { Join } from './join.handler.js';

test('join is handled', async () => {
  await using service = await testService(members);
  // Say what is to come of it, and which events: .then({ ... }, [somethingHappened({ ... })])
  await service
    .when(
      command(Join, {
        input: {
          name: 'name-1',
          email: 'ada@example.org',
          interests: ['interests-1'],
          pays: { card: { number: 'number-1' } },
        },
      }),
    )
    .then(anything(), []);
});
