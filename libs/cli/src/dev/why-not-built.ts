import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Why a service has no built code to run; undefined when it has. */
export function whyNotBuilt(root: string, service: string): string | undefined {
  const app = `apps/${service}`;
  if (existsSync(join(root, app, 'dist', 'main.js'))) return undefined;
  for (const file of ['tsconfig.json', 'src/main.ts']) {
    if (!existsSync(join(root, app, file))) {
      return `there is no ${app}/${file}. gregor add service writes all that a service needs`;
    }
  }
  return isReferenced(root, app)
    ? 'its code is not built yet'
    : `nothing builds it: write { "path": "${app}" } into the references of tsconfig.json`;
}

function isReferenced(root: string, app: string): boolean {
  try {
    // It may have comments: it is looked for, not parsed.
    return new RegExp(`"(?:\\./)?${app}(?:/|/tsconfig\\.json)?"`).test(
      readFileSync(join(root, 'tsconfig.json'), 'utf8'),
    );
  } catch {
    return false;
  }
}
