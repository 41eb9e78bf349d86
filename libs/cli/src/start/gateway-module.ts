import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PROGRAMS } from '../workspace/programs.js';
import { builtModule, type Workspace } from '../workspace/workspace.js';

/** A project may have a gateway of its own in apps/gateway; without one it is the one of this package. */
export function gatewayModule(workspace: Workspace): string {
  return existsSync(join(workspace.root, 'apps', 'gateway'))
    ? builtModule(workspace, 'gateway', 'main')
    : PROGRAMS.gateway;
}
