import { readFileSync } from 'node:fs';
import { errors } from '@metamorphosis/contract';
import { placesOfConfig, readGatewayConfig, type SubgraphPlace } from '@metamorphosis/gateway';

/** The text of a gateway's configuration file. Throws CONFIGURATION_INVALID. */
export function configurationText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw errors.CONFIGURATION_INVALID(
      [`${file} cannot be read. What it may say: docs/gateway-configuration.md`],
      { cause },
    );
  }
}

/** The subgraphs that a gateway.yaml names. Throws CONFIGURATION_INVALID when it names none. */
export function configuredPlaces(
  name: string,
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): readonly SubgraphPlace[] {
  const config = readGatewayConfig({ file: { name, text: configurationText(name) }, environment });
  const places = placesOfConfig(config, folder);
  if (places.length > 0) return places;
  throw errors.CONFIGURATION_INVALID([
    `${name} names no supergraph.subgraphs: there is nothing to compose.`,
  ]);
}
