import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import { openPorts, requireAuthCode, type Settings } from '@metamorphosis/wiring';
import { askManager } from './ask-manager.js';
import { STATUS_QUERY, type WebSnapshot } from './web-snapshot.js';

/** Where the live map is read. */
export interface StatusSource {
  /** For people. */
  readonly name: string;
  /** Rejects with an error of the catalogue. */
  read(): Promise<WebSnapshot>;
  close(): Promise<void>;
}

/** Asks a manager, with the code of the environment. Throws CONFIGURATION_INVALID when there is none. */
export function managerSource(url: string, settings: Settings): StatusSource {
  if (!URL.canParse(url)) {
    throw errors.CONFIGURATION_INVALID([
      `--url "${url}" is no URL, such as http://127.0.0.1:4001/graphql.`,
    ]);
  }
  const code = requireAuthCode(settings);
  return {
    name: `the manager at ${url}`,
    read: async () => {
      const { serviceWeb } = await askManager(url, code, STATUS_QUERY);
      return serviceWeb as WebSnapshot;
    },
    close: () => Promise.resolve(),
  };
}

/** Reads the board and the log that the settings name. */
export async function boardSource(settings: Settings): Promise<StatusSource> {
  // Loaded late: whoever starts a node or a manager's client does without it.
  const { WebReader } = await import('@metamorphosis/gateway');
  const ports = openPorts('status', { ...settings, logLevel: 'silent' });
  const reader = new WebReader(ports);
  const { redisUrl, dataDirectory } = settings;
  const where = redisUrl === undefined ? dataDirectory : `Redis at ${new URL(redisUrl).host}`;
  return {
    name: `the board (${where})`,
    read: async () => {
      const { data, errors: failures } = await reader.read(STATUS_QUERY);
      const [failure] = failures ?? [];
      if (failure) {
        const { originalError } = failure;
        throw isMetamorphosisError(originalError)
          ? errors.CONFIGURATION_INVALID([`The board (${where}): ${originalError.message}`])
          : failure;
      }
      return data?.['serviceWeb'] as WebSnapshot;
    },
    close: async () => {
      await reader.close();
      await ports.close();
    },
  };
}
