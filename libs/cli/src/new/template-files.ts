import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withNames, type ProjectNames } from './project-names.js';

/** A file of a new project. */
export interface ProjectFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly text: string;
}

const TEMPLATE = fileURLToPath(new URL('../../template/', import.meta.url));

/** The files of the template under the names of a project; package.json is not among them. */
export function templateFiles(names: ProjectNames): readonly ProjectFile[] {
  return readdirSync(TEMPLATE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({
      path: withNames(realName(relative(TEMPLATE, file).split(sep).join('/')), names),
      text: withNames(readFileSync(file, 'utf8'), names),
    }));
}

/** npm leaves a .gitignore out of packages, and test runners would run the template's spec: both have other names here. */
function realName(path: string): string {
  return path.replace(/^gitignore$/, '.gitignore').replace(/\.unit-spec\.ts$/, '.unit.spec.ts');
}
