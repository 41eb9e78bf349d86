import { projects, type Project } from '../workspace/projects.ts';

/** The libraries that are published; apps are private. */
export function libraries(): readonly Project[] {
  return projects().filter(({ folder }) => folder.startsWith('libs/'));
}
