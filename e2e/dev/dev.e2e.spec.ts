import { expect, test } from 'vitest';
import { ask, Subscriber } from '../platform/graphql-client.js';
import { until } from '../platform/until.js';
import { DevProject } from './dev-project.js';

const ADD = `mutation ($title: String!) {
  addReview(input: { owner: "ada", title: $title }) { __typename ... on Review { id title } }
}`;

test('what is saved answers while a subscription goes on; a mistake is told, and what ran before answers', async () => {
  await using project = new DevProject();
  const url = await project.start();
  await using subscriber = new Subscriber(url);
  const added = await subscriber.subscribe(
    'subscription { reviewAdded { owner review { title } } }',
  );
  const seen = async (title: string): Promise<void> => {
    const { data, errors } = await ask(url, ADD, { title });
    expect(errors).toBeUndefined();
    expect(data.addReview).toMatchObject({ title });
    expect((await added.next()).data.reviewAdded).toEqual({ owner: 'ada', review: { title } });
  };
  await seen('first');

  // A field of the SDL that nobody answers yet: the type check says where, and what ran before goes on.
  project.change('schema/reviews.graphql', (sdl) =>
    sdl.replace(
      'type Query {',
      'type Query {\n  "How many reviews there are."\n  reviewCount: Int!\n',
    ),
  );
  await project.says('apps/reviews/src/reviews.queries.ts');
  await project.says('what ran before goes on');
  await seen('second');

  project.change('apps/reviews/src/reviews.queries.ts', (code) =>
    code.replace(
      /}\s*$/,
      `
  async reviewCount(): Promise<number> {
    return (await this.db.selectFrom('reviews').selectAll().execute()).length;
  }
}
`,
    ),
  );
  const answer = await until(
    'the new field answers',
    () => ask(url, '{ reviewCount }'),
    ({ data }) => data?.reviewCount === 2,
    30_000,
  );
  expect(answer.errors).toBeUndefined();
  await project.says('new workers');
  await seen('third');

  project.change('schema/reviews.graphql', (sdl) =>
    sdl.replace('review: Review!', 'review: Reviw!'),
  );
  expect(await project.says('nothing was generated')).toMatch(
    /schema\/reviews\.graphql:\d+:\d+ TYPE_UNKNOWN/,
  );
  project.change('schema/reviews.graphql', (sdl) =>
    sdl.replace('review: Reviw!', 'review: Review!'),
  );

  // Code that does not start takes nobody's place.
  project.change('apps/reviews/src/main.ts', (code) => `throw new Error('half an idea');\n${code}`);
  expect(await project.says('reviews does not start')).toContain('half an idea');
  await seen('fourth');
  expect(added.waiting).toEqual([]);

  expect(await project.stop()).toBe(0);
}, 120_000);
