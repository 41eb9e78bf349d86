import { inheritedEnvironment } from '@metamorphosis/wiring';
import type { Ground } from './ground.js';
import { withoutAuthCode } from './manager-access.js';
import type { Site } from './site/serve-site.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of services and workers that run on one machine. */
export function serviceEnvironment(): Environment {
  const inherited = inheritedEnvironment();
  return {
    // Services and workers have no use for the manager's code.
    ...withoutAuthCode(inherited),
    // The page stays readable: what goes well is not logged unless asked for.
    LOG_LEVEL: inherited['LOG_LEVEL'] ?? 'warn',
    METAMORPHOSIS_SEED: '1',
    PORT: '0',
  };
}

/** The environment of the gateway in front of services at these addresses, by name. */
export function gatewayEnvironment(
  { settings, port, access }: Ground,
  site: Site | undefined,
  urls: ReadonlyMap<string, string>,
): Environment {
  return {
    ...serviceEnvironment(),
    // The code goes by the environment: arguments stand in every list of processes.
    ...access.env,
    PORT: String(port),
    METAMORPHOSIS_SUBGRAPHS: subgraphsVariable(urls),
    ...(site && {
      // Who may read the gateway's answers: those whom the settings name, and the page that is served here.
      METAMORPHOSIS_CORS_ORIGINS: [
        ...new Set([...(settings.corsOrigins ?? []), ...site.origins]),
      ].join(','),
    }),
  };
}

/** The value of METAMORPHOSIS_SUBGRAPHS for services at these addresses. */
export function subgraphsVariable(urls: ReadonlyMap<string, string>): string {
  return [...urls].map(([name, url]) => `${name}=${url}`).join(',');
}
