import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { packLibraries } from '../../tools/packages/pack.js';
import { ask, Subscriber } from '../platform/graphql-client.js';
import { until } from '../platform/until.js';
import { guideSteps, type Step } from './guide.js';
import { Outside } from './outside.js';

const GREGOR = join(import.meta.dirname, '../../libs/cli/bin/gregor.js');

/** The author's files of a project, with their texts. */
function sources(project: string): Readonly<Record<string, string>> {
  const files = readdirSync(project, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(project, join(entry.parentPath, entry.name)))
    .filter((path) => !/(^|\/)(node_modules|dist)\/|package-lock/.test(path));
  return Object.fromEntries(
    files.sort().map((path) => [path, readFileSync(join(project, path), 'utf8')]),
  );
}

test('the guide leads from an empty folder to a service of the reader that works, with packages as they are published', async () => {
  await using outside = new Outside();
  const packages = join(outside.folder, 'packages');
  packLibraries(packages);
  const walk = new Walk(outside, packages);
  for (const step of guideSteps()) await walk.do(step);
  expect(walk.seen).toEqual(walk.expected);
  expect(walk.expected).toHaveLength(1);
}, 300_000);

/** Does what the guide says. */
class Walk {
  private cwd: string;
  private url = '';
  private orderId = '';
  private subscription: ReturnType<Subscriber['subscribe']> | undefined;
  readonly seen: unknown[] = [];
  readonly expected: unknown[] = [];

  constructor(
    private readonly outside: Outside,
    private readonly packages: string,
  ) {
    this.cwd = outside.folder;
  }

  async do(step: Step): Promise<void> {
    switch (step.kind) {
      case 'run':
        return this.run(step.command);
      case 'write':
        mkdirSync(dirname(join(this.cwd, step.path)), { recursive: true });
        return writeFileSync(join(this.cwd, step.path), step.text);
      case 'ask':
        return this.ask(step.operation, step.text);
      case 'see':
        return this.see(step.answer);
    }
  }

  private async run(command: string): Promise<void> {
    if (command.startsWith('cd ')) {
      this.cwd = join(this.cwd, command.slice('cd '.length));
      await this.makeTwin();
    } else if (command.startsWith('npx @metamorphosis/cli new ')) {
      // What npx would fetch is not published: this gregor makes the project, of the packages as they would be.
      const made = command.replace('npx @metamorphosis/cli', `"${process.execPath}" "${GREGOR}"`);
      await this.outside.run(`${made} --packages packages`, this.cwd);
    } else if (command === 'npm start') {
      this.url = await this.outside.start(command, this.cwd);
    } else {
      await this.outside.run(command, this.cwd);
    }
  }

  /** The gregor that was packed and installed makes the same project as the one of this repository. */
  private async makeTwin(): Promise<void> {
    const options = `--service orders --packages "${this.packages}" --no-install`;
    await this.outside.run(`npx gregor new ../twin/shop ${options}`, this.cwd);
    const twin = sources(join(this.cwd, '../twin/shop'));
    const { 'package.json': manifest = '', ...files } = sources(this.cwd);
    expect(twin).toEqual({
      ...files,
      'package.json': manifest.replaceAll('file:..', 'file:../..'),
    });
  }

  private async ask(operation: 'mutation' | 'subscription', text: string): Promise<void> {
    if (operation === 'subscription') {
      this.subscription = new Subscriber(this.url).subscribe(text);
      await this.subscription;
      return;
    }
    const document = text.replace('<the id>', this.orderId);
    // A reader takes longer than the event to reach the other service.
    const { data } = await until(
      'the mutation is accepted',
      () => ask(this.url, document),
      ({ data, errors }) => !errors && !data.addReview?.orderId,
    );
    this.orderId = data.addOrder?.id ?? this.orderId;
  }

  private async see(answer: unknown): Promise<void> {
    const { data } = (await (await this.subscription)?.next()) ?? {};
    this.seen.push({ data });
    this.expected.push(answer);
  }
}
