import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import { expect, test } from 'vitest';
import { buildServiceSchema } from './build-service-schema.js';
import { startLibrary } from './library-app.fixture.spec.js';
import { librarySender } from './library-sender.fixture.spec.js';
import { libraryDefinition, libraryParts } from './library-service.fixture.spec.js';
import type { SubgraphContext } from './subgraph-context.js';

class OwnResolver {
  answer(how: string, context: SubgraphContext): string {
    return `${how}, ${context.signal.aborted ? 'gone' : 'waiting'}`;
  }
}
// Written out what the compiler makes of `@Query('fails') answer(@Args('how') how, @Context() context)`.
Resolver()(OwnResolver);
Args('how')(OwnResolver.prototype, 'answer', 0);
Context()(OwnResolver.prototype, 'answer', 1);
const answer = Object.getOwnPropertyDescriptor(
  OwnResolver.prototype,
  'answer',
) as PropertyDescriptor;
Query('fails')(OwnResolver.prototype, 'answer', answer);

test('a method of a @Resolver() class takes the place of the generated one', async () => {
  const { sender } = await librarySender();
  const app = await startLibrary(libraryParts(sender), {}, [OwnResolver]);
  expect((await app.ask('{ fails(how: "x") }')).data).toEqual({ fails: 'x, waiting' });
  expect((await app.ask('{ book(id: "b") { title } }')).data).toEqual({
    book: { title: 'Book b' },
  });
});

test('names everything that the parts lack at once', async () => {
  const { sender } = await librarySender();
  const build = (): unknown =>
    buildServiceSchema(libraryDefinition, {
      queries: {},
      entities: { Book: {} },
      commands: {},
      sender,
      cancel: () => Promise.reject(new Error('not called')),
    });
  expect(build).toThrowError(
    expect.objectContaining({
      code: 'CONFIGURATION_INVALID',
      details: {
        problems: expect.arrayContaining([
          'entity Book has no load(keys)',
          'entity Author has no books(parents, args)',
          'query addedSince has no method',
          'command lendBook has no handler',
        ]) as unknown,
      },
    }),
  );
});
