import { expect, test } from 'vitest';
import { anything, command, refused, testService } from '@metamorphosis/testing';
import { reviewAdded } from '../generated/events.js';
import { reviews } from '../reviews.service.js';
import { AddReview } from './add-review.handler.js';

const add = (owner: string, title: string) => command(AddReview, { input: { owner, title } });

test('a review is added, and published', async () => {
  await using service = await testService(reviews);
  const { events, outcome } = await service.when(add('ada', 'First')).result();
  expect(outcome).toMatchObject({ __typename: 'Review' });
  expect(events).toMatchObject([{ name: 'ReviewAdded', data: { owner: 'ada' } }]);
});

test('nobody has two of one title', async () => {
  await using service = await testService(reviews);
  await service
    .given(add('ada', 'First'))
    .when(add('ada', 'First'))
    .then({ __typename: 'ReviewTitleTaken', title: 'First' });
});

test('a title is required', async () => {
  await using service = await testService(reviews);
  await service.when(add('ada', ' ')).then(refused('VALIDATION_FAILED', 'input.title'));
});
