import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Gregor, GREGOR, WORKSPACE } from '../../start/src/gregor.ts';

const ROUNDS = 3;

/**
 * How long it takes under `gregor dev`, in ms, from a change of the SDL that is saved until the field that it adds answers through the
 * gateway; median of a few. The resolvers are there before: what an author types is not measured.
 */
export async function timeDev(root: string): Promise<number> {
  const project = join(root, 'shop');
  execFileSync(process.execPath, [GREGOR, 'new', project, '--no-install'], {
    stdio: ['ignore', 'ignore', 2],
  });
  symlinkSync(join(WORKSPACE, 'node_modules'), join(project, 'node_modules'));
  const edit = (path: string, change: (text: string) => string): void => {
    const file = join(project, path);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  };
  const fields = Array.from({ length: ROUNDS }, (_, round) => `count${round}`);
  const resolvers = fields.map(
    (field) => `  async ${field}(): Promise<number> {\n    return 1;\n  }\n`,
  );
  edit('apps/reviews/src/reviews.queries.ts', (code) =>
    code.replace(/}\s*$/, `\n${resolvers.join('\n')}}\n`),
  );
  await using gregor = new Gregor('dev', project, join(root, 'dev-data'));
  await gregor.up();
  const took: number[] = [];
  for (const [round, field] of fields.entries()) {
    const begun = performance.now();
    edit('schema/reviews.graphql', (sdl) =>
      sdl.replace('type Query {', `type Query {\n  "One."\n  ${field}: Int!`),
    );
    await answers(gregor, field);
    took.push(performance.now() - begun);
    // The next round begins when this one has nothing left to do.
    await saidTimes(gregor, 'new workers', round + 1);
  }
  return took.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? NaN;
}

async function answers(gregor: Gregor, field: string): Promise<void> {
  const deadline = performance.now() + 120_000;
  for (;;) {
    const response = await fetch(gregor.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: `{ ${field} }` }),
    });
    const { data } = (await response.json()) as { data?: Record<string, unknown> | null };
    if (data?.[field] === 1) return;
    if (performance.now() > deadline)
      throw new Error(`${field} does not answer:\n${gregor.output}`);
    await pause(10);
  }
}

async function saidTimes(gregor: Gregor, what: string, times: number): Promise<void> {
  const deadline = performance.now() + 120_000;
  while (gregor.output.split(what).length - 1 < times) {
    if (performance.now() > deadline) throw new Error(`Not said: ${what}\n${gregor.output}`);
    await pause(50);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
