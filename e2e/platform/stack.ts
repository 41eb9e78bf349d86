import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the platform stands on in a scenario. */
export type Stack = 'embedded' | 'services';

/** All stacks: every scenario holds on each of them. */
export const STACKS: readonly Stack[] = ['embedded', 'services'];

const SERVICES = ['KAFKA_BROKERS', 'REDIS_URL', 'DATABASE_URL'] as const;

/** The environment of an installation of its own: apart from all others, also on shared servers. */
export function environmentOf(
  stack: Stack,
  overrides: NodeJS.ProcessEnv = {},
): NodeJS.ProcessEnv & { METAMORPHOSIS_DATA: string } {
  const env: NodeJS.ProcessEnv = { ...process.env, ...overrides };
  const missing = SERVICES.filter((name) => env[name] === undefined);
  if (stack === 'services' && missing.length > 0) {
    throw new Error(
      `${missing.join(', ')} not set: this scenario needs real services. Run it with npm test, or start them: npm run services -- start`,
    );
  }
  if (stack === 'embedded') for (const name of SERVICES) delete env[name];
  return {
    ...env,
    METAMORPHOSIS_NAMESPACE: `e2e-${randomBytes(4).toString('hex')}`,
    METAMORPHOSIS_PARTITIONS: '4',
    METAMORPHOSIS_SEED: '1',
    METAMORPHOSIS_MODE: 'development',
    METAMORPHOSIS_DATA: mkdtempSync(join(tmpdir(), 'metamorphosis-e2e-')),
    LOG_LEVEL: 'info',
    PORT: '0',
    ...overrides,
  };
}
