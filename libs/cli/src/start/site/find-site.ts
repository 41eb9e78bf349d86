import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Workspace } from '../../workspace/workspace.js';

/** The built page of the project's shop; undefined where there is none. */
export function findSite({ root }: Workspace): string | undefined {
  const folder = join(root, 'apps/shop/dist/site');
  return existsSync(join(folder, 'index.html')) ? folder : undefined;
}
