import { styleText } from 'node:util';
import type { Command } from 'commander';
import type { Addition } from './additions.js';
import type { Project } from './project.js';

type Additions = typeof import('./additions.js');
type Add = (additions: Additions, project: Project) => Addition;

/** Adds `gregor add`. */
export function addAddCommand(program: Command): void {
  const add = program
    .command('add')
    .description('add a service, a command, an event or a consumer to a project')
    .addHelpText(
      'after',
      `
The SDL is changed in place, with its comments as they are; then codegen runs. Nothing is written when
anything is wrong.

Examples:
  gregor add service reviews
  gregor add command reviews rateReview
  gregor add event reviews ReviewRated
  gregor add consumer reviews OrderPlaced

Exit codes: 0 added, 1 refused.`,
    );
  add
    .command('service')
    .description('a service that runs as it is: SDL, tables, a command, an event, a subscription')
    .argument('<name>', 'such as reviews or support-tickets')
    .addHelpText('after', '\nExample:\n  gregor add service support-tickets')
    .action((name: string) => run(({ addService }, project) => addService(project, name)));
  add
    .command('command')
    .description('a command in the SDL of a service, and the stub of its handler')
    .argument('<service>')
    .argument('<name>', 'an imperative, such as rateReview')
    .addHelpText('after', '\nExample:\n  gregor add command reviews rateReview')
    .action((service: string, name: string) =>
      run(({ addCommand }, project) => addCommand(project, service, name)),
    );
  add
    .command('event')
    .description('an event in the SDL of a service')
    .argument('<service>')
    .argument('<name>', 'in the past tense, such as ReviewRated')
    .addHelpText('after', '\nExample:\n  gregor add event reviews ReviewRated')
    .action((service: string, name: string) =>
      run(({ addEvent }, project) => addEvent(project, service, name)),
    );
  add
    .command('consumer')
    .description('the stub of a handler of an event, of the same service or another')
    .argument('<service>', 'the service that handles it')
    .argument('<event>', 'such as OrderPlaced')
    .addHelpText('after', '\nExample:\n  gregor add consumer reviews OrderPlaced')
    .action((service: string, event: string) =>
      run(({ addConsumer }, project) => addConsumer(project, service, event)),
    );
}

async function run(add: Add): Promise<void> {
  // Loaded late: codegen is much, and most commands do without it.
  const [additions, { readProject }, { applyChange }] = await Promise.all([
    import('./additions.js'),
    import('./project.js'),
    import('./change.js'),
  ]);
  const project = await readProject(process.cwd());
  const addition = add(additions, project);
  const { made, changed, generated } = await applyChange(project, addition);
  const list = (word: string, paths: readonly string[]): string =>
    paths.map((path) => `  ${styleText('green', word)} ${path}\n`).join('');
  process.stdout.write(
    [
      list('made   ', made),
      list('changed', changed),
      `  ${generated} generated files written\n`,
      `\n  ${styleText('bold', 'Fill in')}\n`,
      ...addition.next.map((line) => `    ${line}\n`),
    ].join(''),
  );
}
