import { createHash, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errors, type Secrets } from '@metamorphosis/contract';
import type { Settings } from './settings.js';

const MIN_LENGTH = 32;

/**
 * The secrets that all processes of an installation share. In development one is made, once, in the
 * data folder. Throws CONFIGURATION_INVALID in production without one, or for one that is too short.
 */
export function readSecrets({ secret, mode, dataDirectory }: Settings): Secrets {
  if (secret !== undefined && secret.length > 0) {
    if (secret.some((value) => value.length < MIN_LENGTH)) {
      throw errors.CONFIGURATION_INVALID([
        `METAMORPHOSIS_SECRET holds a secret of fewer than ${MIN_LENGTH} characters. Make one: openssl rand -hex 32`,
      ]);
    }
    return secretsOf(secret);
  }
  if (mode === 'production') {
    throw errors.CONFIGURATION_INVALID([
      'METAMORPHOSIS_SECRET is not set, and production needs one that all processes share. Make one: openssl rand -hex 32',
    ]);
  }
  return secretsOf([developmentSecret(dataDirectory)]);
}

function secretsOf([first, ...previous]: readonly string[]): Secrets {
  // Only the secret's place in the list would name it otherwise, and that moves when it is rotated.
  const entry = (value: string): Secrets['current'] => ({ keyId: keyIdOf(value), secret: value });
  return { current: entry(first as string), previous: previous.map(entry) };
}

function keyIdOf(secret: string): string {
  return createHash('sha256').update(`key id of ${secret}`).digest('hex').slice(0, 8);
}

function developmentSecret(dataDirectory: string): string {
  const file = join(dataDirectory, 'secret');
  mkdirSync(dataDirectory, { recursive: true });
  if (!existsSync(file)) {
    // Not the process id: containers that share a folder may all be number 1.
    const own = `${file}.${randomBytes(6).toString('hex')}`;
    writeFileSync(own, randomBytes(32).toString('hex'), { mode: 0o600 });
    try {
      // A link is made whole or not at all: of several processes that start at once, one wins.
      linkSync(own, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    unlinkSync(own);
  }
  const secret = readFileSync(file, 'utf8').trim();
  if (secret.length < MIN_LENGTH) {
    throw errors.CONFIGURATION_INVALID([
      `${file} holds no secret of ${MIN_LENGTH} characters: it was changed or cut short. Delete it, and another one is made.`,
    ]);
  }
  return secret;
}
