import { join } from 'node:path';
import { errors } from '@metamorphosis/contract';
import { projectNames } from '../new/project-names.js';
import { templateFiles } from '../new/template-files.js';
import type { Change } from './change.js';
import { camelName, kebabName, pascalName } from './names.js';
import { publisherOf, readIfThere, sdlOf, type Project } from './project.js';
import { withCommand, withEvent } from './sdl-edits.js';
import { withPart, type ServicePart } from './service-file.js';

/** What is written, and what is left to the author. */
export interface Addition extends Change {
  /** Each a line. */
  readonly next: readonly string[];
}

/** A service that runs as it is: the one that new projects begin with, under its own name. */
export function addService(project: Project, name: string): Addition {
  const names = projectNames('', name);
  const files = templateFiles(names)
    .filter(({ path }) => path.startsWith('schema/') || path.startsWith('apps/'))
    .map(({ path, text }) => ({ path: placed(project, path), text }));
  const sdl = join(project.schema, `${name}.graphql`);
  const references = withReference(project, join(project.apps, name));
  return {
    files: [
      ...files,
      ...(references.text ? [{ path: 'tsconfig.json', text: references.text }] : []),
    ],
    fresh: files.map(({ path }) => path),
    next: [
      `${sdl}: what the service is really about, then npm run codegen`,
      ...(isWorkspace(project)
        ? [`${join(project.apps, name, 'package.json')}: one like its neighbours have`]
        : []),
      ...(references.text ? [] : [`tsconfig.json: a reference to ${join(project.apps, name)}`]),
    ],
  };
}

/** A command in the SDL, its handler's stub, and its place in the service. */
export function addCommand(project: Project, service: string, name: string): Addition {
  const file = sdlOf(project, service);
  const command = camelName('command', name);
  const model = project.models.find((one) => one.name === service);
  if (model?.commands.some((one) => one.name === command)) {
    throw errors.CONFIGURATION_INVALID([`${service} has a command ${command} already.`]);
  }
  const kebab = kebabName(command);
  const className = pascalName('command', name);
  const listed = withListed(project, service, {
    list: 'commands',
    className,
    from: `./${kebab}/${kebab}.handler.js`,
    entry: `${command}: ${className}`,
  });
  return {
    files: [{ path: file.path, text: withCommand(file.text, command) }, ...listed.files],
    fresh: [],
    next: [
      `${file.path}: what ${command} takes and what comes of it, then npm run codegen`,
      `${join(project.apps, service, 'src', kebab, `${kebab}.handler.ts`)}: what it does`,
      ...listed.next,
    ],
  };
}

/** An event in the SDL. */
export function addEvent(project: Project, service: string, name: string): Addition {
  const file = sdlOf(project, service);
  const event = pascalName('event', name);
  const owner = project.models.find(({ events }) => events.some((one) => one.name === event));
  if (owner) throw errors.CONFIGURATION_INVALID([`${owner.name} has an event ${event} already.`]);
  const made = event.charAt(0).toLowerCase() + event.slice(1);
  return {
    files: [{ path: file.path, text: withEvent(file.text, event) }],
    fresh: [],
    next: [
      `${file.path}: what ${event} tells, then npm run codegen`,
      `the handler that publishes it: publish(${made}({ ... })), from '../generated/events.js'`,
      `for subscribers, in type Subscription: ${made}: ${event}! @subscribe(to: "${event}")`,
    ],
  };
}

/** A handler of an event, of this service or another. */
export function addConsumer(project: Project, service: string, name: string): Addition {
  sdlOf(project, service);
  const event = pascalName('event', name);
  const owner = publisherOf(project, event);
  const kebab = kebabName(event);
  const className = `${event}Consumer`;
  const path = join(project.apps, service, 'src', kebab, `${kebab}.consumer.ts`);
  const listed = withListed(project, service, {
    list: 'consumers',
    className,
    from: `./${kebab}/${kebab}.consumer.js`,
    entry: className,
  });
  const from = owner === service ? 'events' : `external/${owner}`;
  return {
    files: [{ path, text: consumerStub(event, owner, from, path) }, ...listed.files],
    fresh: [path],
    next: [`${path}: what is to be done when ${owner} publishes ${event}`, ...listed.next],
  };
}

function consumerStub(event: string, owner: string, from: string, path: string): string {
  return `import type { HandlerContext, ReceivedEvent } from '@metamorphosis/core';
import { EventConsumer } from '@metamorphosis/nest';
import { ${event} } from '../generated/${from}.js';
import type { Tx } from '../generated/tx.js';

/** Handles ${event} of ${owner}. */
@EventConsumer([${event}])
export class ${event}Consumer {
  async handle(
    _event: ReceivedEvent<typeof ${event}>,
    _context: HandlerContext<Tx>,
  ): Promise<void> {
    throw new Error('${event} is not handled yet: see ${path}.');
  }
}
`;
}

function withListed(
  { root, apps }: Project,
  service: string,
  part: ServicePart,
): Pick<Addition, 'files' | 'next'> {
  const path = join(apps, service, 'src', `${service}.service.ts`);
  const text = readIfThere(root, path);
  const edited = text === undefined ? undefined : withPart(text, part);
  return edited === undefined
    ? { files: [], next: [`${path}: ${part.entry} among its ${part.list}`] }
    : { files: [{ path, text: edited }], next: [] };
}

/** The template's folders are called as they are by default. */
function placed({ schema, apps }: Project, path: string): string {
  const [first = '', ...rest] = path.split('/');
  return join(first === 'schema' ? schema : apps, ...rest);
}

/** Where each app is a package of its own, in an npm workspace. */
function isWorkspace({ root, apps, models }: Project): boolean {
  return models.some(
    ({ name }) => readIfThere(root, join(apps, name, 'package.json')) !== undefined,
  );
}

interface References {
  readonly references?: readonly { readonly path: string }[];
}

function withReference({ root }: Project, app: string): { readonly text?: string } {
  const text = readIfThere(root, 'tsconfig.json');
  try {
    const config = JSON.parse(text ?? '') as References;
    if (!Array.isArray(config.references)) return {};
    const references = [...(config.references as { path: string }[]), { path: app }];
    return { text: `${JSON.stringify({ ...config, references }, undefined, 2)}\n` };
  } catch {
    // With comments it is no JSON; its author adds the line.
    return {};
  }
}
