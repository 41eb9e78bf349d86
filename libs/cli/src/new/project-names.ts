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

const SERVICE = /^[a-z][a-z0-9]*$/;

/** Names a project after its folder, its first type after its first service. Throws CONFIGURATION_INVALID. */
export function projectNames(folder: string, service: string): ProjectNames {
  if (!SERVICE.test(service)) {
    throw errors.CONFIGURATION_INVALID([
      `--service "${service}": the first service bears one word in lower case, such as reviews. (gregor add service takes more.)`,
    ]);
  }
  // What npm takes as a name, made of whatever the folder is called.
  const project = folder
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return { project: project || 'services', service, entity: capitalized(singular(service)) };
}

/** Puts the names into a text or a path of the template, whose service is called `reviews`. */
export function withNames(text: string, { project, service, entity }: ProjectNames): string {
  const words: Readonly<Record<string, string>> = {
    PROJECT: project,
    Reviews: capitalized(service),
    reviews: service,
    Review: entity,
    review: entity.charAt(0).toLowerCase() + entity.slice(1),
  };
  return text.replace(/PROJECT|[Rr]eviews?/g, (word) => words[word] ?? word);
}

function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return /[^s]s$/.test(word) ? word.slice(0, -1) : word;
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
