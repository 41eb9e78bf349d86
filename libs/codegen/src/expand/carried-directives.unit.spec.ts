import { Kind, parse, print, type ConstDirectiveNode } from 'graphql';
import { expect, test } from 'vitest';
import { diagnose } from '../diagnostics/diagnose.fixture.spec.js';
import { analyse, type ExpandedService } from '../generate.js';

const FEDERATION = 'https://specs.apollo.dev/federation/v2.9';

/** What codegen makes of the SDL of services, which must have no mistakes. */
function expand(files: Readonly<Record<string, string>>) {
  const analysis = analyse(
    Object.entries(files).map(([name, text]) => ({ path: `schema/${name}.graphql`, text })),
  );
  if (!analysis.ok) throw new Error(JSON.stringify(analysis.diagnostics, undefined, 2));
  const [first] = analysis.services as readonly [ExpandedService];
  return { ...first, services: analysis.services, supergraph: analysis.supergraph };
}

/** Where directives of these names stand, as `Type.field @directive(...)`. */
function applied(sdl: string, ...names: readonly string[]): readonly string[] {
  const found: string[] = [];
  const look = (at: string, on: readonly ConstDirectiveNode[] = []): void => {
    for (const one of on) if (names.includes(one.name.value)) found.push(`${at} ${print(one)}`);
  };
  for (const definition of parse(sdl).definitions) {
    if (!('directives' in definition)) continue;
    const name = 'name' in definition ? (definition.name?.value ?? '') : 'schema';
    look(name, definition.directives as readonly ConstDirectiveNode[]);
    if (!('fields' in definition)) continue;
    for (const field of definition.fields ?? []) {
      look(`${name}.${field.name.value}`, field.directives);
      const args = field.kind === Kind.FIELD_DEFINITION ? field.arguments : [];
      for (const arg of args ?? []) {
        look(`${name}.${field.name.value}(${arg.name.value}:)`, arg.directives);
      }
    }
  }
  return found;
}

test('@cacheControl needs no declaration, and reaches subgraph and supergraph as it is written', () => {
  const sdl = `type Query { news: [Article!]! @cacheControl(maxAge: 60) mine: Article }
    type Article @key(fields: "id") @cacheControl(inheritMaxAge: true) {
      id: ID!
      title: String! @cacheControl(maxAge: 5, scope: PRIVATE)
    }`;
  const written = [
    'Query.news @cacheControl(maxAge: 60)',
    'Article @cacheControl(inheritMaxAge: true)',
    'Article.title @cacheControl(maxAge: 5, scope: PRIVATE)',
  ];
  const { http, supergraph } = expand({ news: sdl });
  expect(applied(http, 'cacheControl')).toEqual(written);
  expect(applied(supergraph, 'cacheControl').toSorted()).toEqual(written.toSorted());
  expect(expand({ news: sdl.replaceAll(/@cacheControl\([^)]*\)/g, '') }).http).not.toContain(
    'cache',
  );
});

test('@cacheControl may be declared as other tools want it', () => {
  const { supergraph } = expand({
    news: `extend schema
      @link(url: "${FEDERATION}", import: ["@composeDirective"])
      @link(url: "https://metamorphosis.dev/cache/v1.0", import: ["@cacheControl"])
      @composeDirective(name: "@cacheControl")
    directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean)
      on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
    enum CacheControlScope { PUBLIC PRIVATE }
    type Query { news: Int @cacheControl(maxAge: 60) }`,
    sport: 'type Query { sport: Int @cacheControl(maxAge: 1, scope: PRIVATE) }',
  });
  expect(applied(supergraph, 'cacheControl')).toEqual([
    'Query.news @cacheControl(maxAge: 60)',
    'Query.sport @cacheControl(maxAge: 1, scope: PRIVATE)',
  ]);
});

test('directives of federation reach subgraph and supergraph, whether or not they are imported', () => {
  const names = 'tag inaccessible authenticated requiresScopes policy cost listSize'.split(' ');
  const { http, board, supergraph } = expand({
    news: `type Query {
        news(first: Int @cost(weight: 2)): [Article!]! @listSize(slicingArguments: ["first"])
        drafts: [Article!]! @authenticated @tag(name: "desk")
      }
      type Article @key(fields: "id") @cost(weight: 5) {
        id: ID!
        salary: Int @policy(policies: [["auditor"]])
        hidden: Int @inaccessible
      }
      type Mutation { write(title: String! @tag(name: "text")): Written! @command @requiresScopes(scopes: [["write"]]) }
      type Written { title: String! @tag(name: "desk") }`,
  });
  const written = [
    'Query.news @listSize(slicingArguments: ["first"])',
    'Query.news(first:) @cost(weight: 2)',
    'Query.drafts @authenticated',
    'Query.drafts @tag(name: "desk")',
    'Article @cost(weight: 5)',
    'Article.salary @policy(policies: [["auditor"]])',
    'Article.hidden @inaccessible',
    'Mutation.write @requiresScopes(scopes: [["write"]])',
    'Mutation.write(title:) @tag(name: "text")',
    // Who may not call it may not do so without waiting.
    'Mutation.writeAsync @requiresScopes(scopes: [["write"]])',
    'Mutation.writeAsync(title:) @tag(name: "text")',
    'Written.title @tag(name: "desk")',
  ];
  const ofAuthor = (sdl: string) =>
    applied(sdl, ...names).filter((text) => !/\._\w+ @inaccessible/.test(text));
  expect(ofAuthor(http)).toEqual(written);
  expect(ofAuthor(board)).toEqual(['Written.title @tag(name: "desk")']);
  expect(ofAuthor(supergraph).toSorted()).toEqual(written.toSorted());
});

const AUDIENCE = `
  directive @audience(of: Audience! = ALL, rules: [RuleInput!]) repeatable on FIELD_DEFINITION | OBJECT | SCHEMA
  directive @note(text: String) on INPUT_FIELD_DEFINITION
  enum Audience { ALL STAFF }
  input RuleInput { since: DateTime @note(text: "of the day") }
  type Query { news: Int @audience(of: STAFF) sport: Int @audience @audience(of: STAFF) }
  type Subscription { told: Told! @subscribe @audience(of: STAFF) }
  type Told @event(key: "id") @audience { id: ID! }`;

test('a directive of the author is in the subgraphs with all that its arguments need, and not beyond', () => {
  const { http, board, supergraph } = expand({ news: `extend schema @audience\n${AUDIENCE}` });
  expect(applied(http, 'audience')).toEqual([
    'schema @audience',
    'Query.news @audience(of: STAFF)',
    'Query.sport @audience',
    'Query.sport @audience(of: STAFF)',
  ]);
  expect(applied(board, 'audience')).toEqual([
    'schema @audience',
    'Told @audience',
    'Subscription.told @audience(of: STAFF)',
  ]);
  for (const sdl of [http, board]) {
    expect(sdl).toContain('directive @audience(');
    expect(applied(sdl, 'note')).toEqual(['RuleInput.since @note(text: "of the day")']);
    expect(sdl).toContain('scalar DateTime');
  }
  expect(supergraph).not.toContain('audience');
});

test('a directive of the author reaches the supergraph by @composeDirective, without a link', () => {
  const { supergraph } = expand({
    news: `extend schema @composeDirective(name: "@audience")\n${AUDIENCE}`,
    other: 'type Query { other: Int }',
  });
  expect(applied(supergraph, 'audience')).toEqual([
    'Query.news @audience(of: STAFF)',
    'Query.sport @audience',
    'Query.sport @audience(of: STAFF)',
    'Subscription.told @audience(of: STAFF)',
    'Told @audience',
  ]);
  expect(supergraph).toContain('https://metamorphosis.dev/directives/audience/v1.0');
});

test('a link of the author says where a directive comes from, under whatever name', () => {
  const { http, supergraph } = expand({
    news: `extend schema
      @link(url: "https://example.org/press/v1.3", import: [{ name: "@for", as: "@audience" }])
      @link(url: "https://example.org/unused/v1.0", import: ["@unused"])
      @composeDirective(name: "@audience")
    ${AUDIENCE}`,
  });
  expect(http).toContain('https://example.org/press/v1.3');
  expect(http).not.toContain('unused');
  expect(applied(supergraph, 'audience')).toContain('Query.news @audience(of: STAFF)');
  expect(supergraph).not.toContain('metamorphosis.dev/directives');
});

test('a directive that is not declared is a mistake, with the one that is meant', async () => {
  const [told] = await diagnose({ news: 'type Query { news: Int @cacheControll(maxAge: 60) }' });
  expect(told).toContain('DIRECTIVE_UNKNOWN Unknown directive "@cacheControll".');
  expect(told).toContain('did you mean "@cacheControl"?');
  const [other] = await diagnose({ news: 'type Query { news: Int @cacheControl(maxage: 60) }' });
  expect(other).toContain('did you mean "maxAge"?');
});
