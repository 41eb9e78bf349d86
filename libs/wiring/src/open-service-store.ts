import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { errors } from '@metamorphosis/contract';
import { openStore, type ServiceStore } from './adapters/open-store.js';
import type { Settings } from './settings/settings.js';

/** Whether a service has a database where the settings point to: always with a server, which makes it when it is missing. */
export function hasServiceStore(service: string, settings: Settings): boolean {
  const { databaseUrl, dataDirectory } = settings;
  return databaseUrl !== undefined || existsSync(join(dataDirectory, `${service}.sqlite`));
}

/**
 * Opens the store of a service for its operators, and nothing else. Throws CONFIGURATION_INVALID when
 * the service has no data where the settings point to.
 */
export async function openServiceStore(
  service: string,
  settings: Settings,
  instance: string,
): Promise<ServiceStore> {
  // Opening it would make it: an empty answer from the wrong folder helps nobody.
  if (!hasServiceStore(service, settings)) {
    throw errors.CONFIGURATION_INVALID([
      `There is no data of ${service} in ${resolve(settings.dataDirectory)}. Set METAMORPHOSIS_DATA or DATABASE_URL to where it runs.`,
    ]);
  }
  const store = openStore(settings, { service, instance, tableTypes: {} });
  try {
    await store.migrate();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}
