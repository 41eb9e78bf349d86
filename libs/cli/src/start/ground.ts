import { readSecrets, readSettings, type Settings } from '@metamorphosis/wiring';
import { findWorkspace, type Workspace } from '../workspace/workspace.js';
import { emptyDataFolder, takeDataFolder } from './data-folder.js';
import { GATEWAY_PORT } from './gateway-port.js';
import { managerAccess, type ManagerAccess } from './manager-access.js';
import { requireFreePort } from './require-free-port.js';
import { findSite } from './site/find-site.js';

/** What everything on this machine stands on. */
export interface Ground {
  readonly workspace: Workspace;
  readonly settings: Settings;
  /** The gateway's. */
  readonly port: number;
  readonly access: ManagerAccess;
  /** The folder of the project's page; undefined where it has none. */
  readonly page: string | undefined;
}

/**
 * Looks whether everything can run here, before anything does: settings, ports, the data folder, which is taken until
 * this process ends. Rejects with CONFIGURATION_INVALID.
 */
export async function takeGround(fresh: boolean): Promise<Ground> {
  const settings = readSettings();
  const workspace = findWorkspace(process.cwd());
  const { host, port = GATEWAY_PORT, dataDirectory } = settings;
  const access = managerAccess(settings);
  await requireFreePort(host, port, 'PORT');
  await requireFreePort(settings.managerHost, settings.managerPort, 'MANAGER_PORT');
  const page = findSite(workspace);
  if (page !== undefined) await requireFreePort(host, settings.shopPort, 'SHOP_PORT');
  const release = takeDataFolder(dataDirectory);
  process.once('exit', release);
  if (fresh) emptyDataFolder(dataDirectory);
  // Made before the processes start, so that they all find the same one.
  readSecrets(settings);
  return { workspace, settings, port, access, page };
}
