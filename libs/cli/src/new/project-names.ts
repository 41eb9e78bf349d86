import { errors } from '@metamorphosis/contract';

/** How a new project and what it begins with are called. */
export interface ProjectNames {
  /** The name in package.json: that of the folder. */
  readonly project: string;
  /** `reviews` */
  readonly service: string;
  /** `Review`: the one type that the first service keeps. */
  readonly entity: string;
}

const SERVICE = /^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/;

/** Names a project after its folder, its first type after its first service. Throws CONFIGURATION_INVALID. */
export function projectNames(folder: string, service: string): ProjectNames {
  if (!SERVICE.test(service)) {
    throw errors.CONFIGURATION_INVALID([
      `"${service}" names no service: write it in lower case, such as reviews or support-tickets.`,
    ]);
  }
  // What npm takes as a name, made of whatever the folder is called.
  const project = folder
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return { project: project || 'services', service, entity: pascal(singular(service)) };
}

/** Puts the names into a text or a path of the template, whose service is called `reviews`. */
export function withNames(text: string, { project, service, entity }: ProjectNames): string {
  const inCode: Readonly<Record<string, string>> = {
    PROJECT: project,
    Reviews: pascal(service),
    reviews: camel(pascal(service)),
    Review: entity,
    review: camel(entity),
  };
  const inPaths: Readonly<Record<string, string>> = { reviews: service, review: singular(service) };
  return text.replace(WORD, (word, path?: string) => (path ? inPaths : inCode)[word] ?? word);
}

/** A word of the template; in the group where it is part of a path. */
const WORD =
  /((?<=[-/])reviews?\b|\breviews?(?=[-/]|\.(?:service|queries|graphql|handler|entity)\b))|PROJECT|[Rr]eviews?/g;

function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return /[^s]s$/.test(word) ? word.slice(0, -1) : word;
}

function pascal(name: string): string {
  return name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function camel(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
