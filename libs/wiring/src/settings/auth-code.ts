import { readFileSync } from 'node:fs';
import { errors } from '@metamorphosis/contract';
import type { Settings } from './settings.js';

const MIN_LENGTH = 16;
const HOW = 'Make one: openssl rand -hex 24';

/**
 * The code that opens the manager, from AUTH_CODE or the file that AUTH_CODE_FILE names; undefined when
 * neither is set. Throws CONFIGURATION_INVALID for one that is too short or cannot be sent in a
 * header, for a file that cannot be read, and for two codes that differ. No message shows a code.
 */
export function readAuthCode(
  settings: Pick<Settings, 'authCode' | 'authCodeFile'>,
): string | undefined {
  const { authCode: given, authCodeFile: file } = settings;
  const filed = file === undefined ? undefined : readCodeFile(file);
  if (given !== undefined && filed !== undefined && given !== filed) {
    throw errors.CONFIGURATION_INVALID([
      'AUTH_CODE and AUTH_CODE_FILE give two different codes. Set one of them.',
    ]);
  }
  if (filed !== undefined) return checked(filed, `AUTH_CODE_FILE (${String(file)})`);
  return given === undefined ? undefined : checked(given, 'AUTH_CODE');
}

/** Like `readAuthCode`; throws CONFIGURATION_INVALID, which says how to make one, when there is none. */
export function requireAuthCode(settings: Pick<Settings, 'authCode' | 'authCodeFile'>): string {
  const code = readAuthCode(settings);
  if (code !== undefined) return code;
  throw errors.CONFIGURATION_INVALID([
    `A manager needs an auth code of at least ${MIN_LENGTH} characters, in AUTH_CODE or in a file that AUTH_CODE_FILE names. ${HOW}`,
  ]);
}

function readCodeFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw errors.CONFIGURATION_INVALID([`AUTH_CODE_FILE: ${file} cannot be read (${why}).`], {
      cause,
    });
  }
}

function checked(code: string, where: string): string {
  if (code.length < MIN_LENGTH) {
    throw errors.CONFIGURATION_INVALID([
      `${where} holds an auth code of fewer than ${MIN_LENGTH} characters. ${HOW}`,
    ]);
  }
  // Anything else cannot stand in an HTTP header.
  if (!/^[\x20-\x7e]+$/.test(code)) {
    throw errors.CONFIGURATION_INVALID([
      `${where} holds an auth code with characters other than printable ASCII. ${HOW}`,
    ]);
  }
  return code;
}
