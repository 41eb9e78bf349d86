import { describeService, type Catalogue } from '@metamorphosis/node';
import { inheritedEnvironment } from '@metamorphosis/wiring';
import { builtModule, type Workspace } from '../workspace/workspace.js';

/** The consumers of services, as their built modules declare them. Rejects with CONFIGURATION_INVALID. */
export async function catalogueOf(
  workspace: Workspace,
  services: readonly string[],
): Promise<Catalogue> {
  const described = services.map(async (name) => {
    const module = builtModule(workspace, name, 'worker');
    return [name, await describeService(name, module, inheritedEnvironment())] as const;
  });
  return new Map(await Promise.all(described));
}
