import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createProject } from '../new/create-project.js';
import { projectNames } from '../new/project-names.js';
import { filesBelow } from '../workspace/files-below.fixture.spec.js';
import { addCommand, addConsumer, addEvent, addService, type Addition } from './additions.js';
import { applyChange, type Done } from './change.js';
import { readProject, type Project } from './project.js';

// Formatting all files is work of seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

interface Bed {
  readonly root: string;
  add(make: (project: Project) => Addition): Promise<Done & Pick<Addition, 'next'>>;
  read(path: string): string;
}

/** A project with the service reviews. */
async function bed(): Promise<Bed> {
  const root = mkdtempSync(join(tmpdir(), 'gregor-add-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const source = { kind: 'registry', version: '0.1.0' } as const;
  await createProject(root, projectNames('shop', 'reviews'), source);
  return {
    root,
    add: async (make) => {
      const project = await readProject(root);
      const addition = make(project);
      return { ...(await applyChange(project, addition)), next: addition.next };
    },
    read: (path) => readFileSync(join(root, path), 'utf8'),
  };
}

function everything(root: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    filesBelow(root).map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  );
}

test('a command stands in the SDL, in the service and in a stub; the rest of the SDL is as it was', async () => {
  const { add, read, root } = await bed();
  const file = 'schema/reviews.graphql';
  const odd = `# Mine.\n${read(file).replace('type Query {', 'type   Query  { # as I like it')}`;
  writeFileSync(join(root, file), odd);

  const done = await add((project) => addCommand(project, 'reviews', 'rate-review'));

  const lines = read(file).split('\n');
  expect(lines.filter((line) => !odd.split('\n').includes(line))).toEqual([
    '  "rateReview: say here what it does."',
    '  rateReview("What it takes." input: RateReviewInput!): RateReviewResult! @command(key: "input.id")',
    '"What rateReview takes."',
    'input RateReviewInput {',
    '  "What it is about. Commands of one id are handled in order."',
    '"What comes of rateReview."',
    'type RateReviewResult {',
    '  "What it was about."',
  ]);
  expect(odd.split('\n').filter((line) => !lines.includes(line))).toEqual([]);
  expect(read('apps/reviews/src/reviews.service.ts')).toContain(
    'commands: { addReview: AddReview, rateReview: RateReview }',
  );
  expect(read('apps/reviews/src/reviews.service.ts')).toContain(
    "import { RateReview } from './rate-review/rate-review.handler.js';",
  );
  expect(done.made).toEqual([
    'apps/reviews/src/rate-review/rate-review.handler.ts',
    'apps/reviews/src/rate-review/rate-review.unit.spec.ts',
  ]);
  expect(done.changed).toEqual([file, 'apps/reviews/src/reviews.service.ts']);
  expect(read('apps/reviews/src/generated/commands.ts')).toContain('RateReviewHandler');
});

test('an event is imported where the SDL did without events', async () => {
  const { add, read, root } = await bed();
  writeFileSync(
    join(root, 'schema/ledger.graphql'),
    'extend schema\n  @link(url: "https://metamorphosis.dev/spec/v1.0", import: ["@command"])\n\n"Sums."\ntype Query { "The sum." sum: Int! }\n',
  );
  await add((project) => addEvent(project, 'ledger', 'entryMade'));
  expect(read('schema/ledger.graphql')).toContain('import: ["@command", "@event"])');
  expect(read('apps/ledger/src/generated/events.ts')).toContain('export function entryMade(');
  // The second one does not import it again.
  await add((project) => addEvent(project, 'ledger', 'EntryTakenBack'));
  expect(read('schema/ledger.graphql').split('"@event"')).toHaveLength(2);
  await add((project) => addCommand(project, 'ledger', 'makeEntry'));
  expect(read('schema/ledger.graphql')).toMatch(/type Mutation \{\n {2}"makeEntry/);
});

test('a consumer takes the event of another service from its own generated code', async () => {
  const { add, read } = await bed();
  await add((project) => addService(project, 'support-tickets'));
  const { made } = await add((project) => addConsumer(project, 'reviews', 'SupportTicketAdded'));
  expect(made).toEqual(['apps/reviews/src/support-ticket-added/support-ticket-added.consumer.ts']);
  expect(read(made[0] ?? '')).toContain(
    "import { SupportTicketAdded } from '../generated/external/support-tickets.js';",
  );
  expect(read('apps/reviews/src/reviews.service.ts')).toContain(
    'consumers: [SupportTicketAddedConsumer]',
  );
  await add((project) => addConsumer(project, 'reviews', 'ReviewAdded'));
  expect(read('apps/reviews/src/reviews.service.ts')).toContain(
    'consumers: [SupportTicketAddedConsumer, ReviewAddedConsumer]',
  );
  expect(read('apps/reviews/src/review-added/review-added.consumer.ts')).toContain(
    "from '../generated/events.js'",
  );
});

test('a service that is added is complete, built with the others, and bears its name everywhere', async () => {
  const { add, read, root } = await bed();
  writeFileSync(join(root, 'apps/reviews/package.json'), '{}');
  const { made, next } = await add((project) => addService(project, 'support-tickets'));
  expect(next).toContain('apps/support-tickets/package.json: one like its neighbours have');
  expect(made).toContain('schema/support-tickets.graphql');
  expect(made).toContain('apps/support-tickets/src/worker.ts');
  // Events of its neighbours, and the ids in them, bear names of theirs.
  const own = filesBelow(join(root, 'apps/support-tickets')).filter(
    (path) => !/external\/|generated\/ids\.ts$/.test(path),
  );
  const texts = own.map((path) => `${path}\n${read(join('apps/support-tickets', path))}`);
  expect(texts.filter((text) => /review/i.test(text))).toEqual([]);
  expect(texts.filter((text) => /is not written yet/.test(text))).toEqual([]);
  expect(JSON.parse(read('tsconfig.json'))).toMatchObject({
    references: [{ path: 'apps/reviews' }, { path: 'apps/support-tickets' }],
  });
});

test('what is unknown, taken or no name is refused with a hint, and nothing is written', async () => {
  const { add, root } = await bed();
  const before = everything(root);
  const refused: readonly [(project: Project) => Addition, string | RegExp][] = [
    [(p) => addCommand(p, 'review', 'rate'), 'no service "review"; did you mean "reviews"?'],
    [(p) => addCommand(p, 'bookkeeping', 'rate'), 'schema/ has: reviews.'],
    [(p) => addCommand(p, 'reviews', 'addReview'), 'reviews has a command addReview already'],
    [(p) => addCommand(p, 'reviews', 'rate it'), 'names no command'],
    [(p) => addEvent(p, 'reviews', 'ReviewAdded'), 'reviews has an event ReviewAdded already'],
    // The type is there, and is no event.
    [(p) => addEvent(p, 'reviews', 'Review'), /Nothing was written[^]*reviews\.graphql:\d+:\d+/],
    [(p) => addConsumer(p, 'reviews', 'ReviewAded'), 'did you mean "ReviewAdded"?'],
    [(p) => addService(p, 'Big Service'), 'names no service'],
    [(p) => addService(p, 'reviews'), 'exists already'],
  ];
  for (const [make, message] of refused) await expect(add(make)).rejects.toThrow(message);
  expect(everything(root)).toEqual(before);
});

test('a service that is written in another way is left to its author, who is told what to list', async () => {
  const { add, read, root } = await bed();
  const file = 'apps/reviews/src/reviews.service.ts';
  const own = 'export const reviews = make(handlers);\n';
  writeFileSync(join(root, file), own);
  const { next } = await add((project) => addCommand(project, 'reviews', 'rateReview'));
  expect(read(file)).toBe(own);
  expect(next).toContain(`${file}: rateReview: RateReview among its commands`);
});
