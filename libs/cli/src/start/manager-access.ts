import { randomBytes } from 'node:crypto';
import { readAuthCode, type Settings } from '@metamorphosis/wiring';

type Environment = Readonly<Record<string, string | undefined>>;

/** How the manager of this run is opened. */
export interface ManagerAccess {
  readonly code: string;
  /** The code, when it was made here: it is shown to whoever started this, and nobody else knows it. */
  readonly madeCode: string | undefined;
  /** What the gateway is told. */
  readonly env: Environment;
}

/** Takes the code that was given, or makes one. Throws CONFIGURATION_INVALID for one that is wrong. */
export function managerAccess(settings: Settings): ManagerAccess {
  const given = readAuthCode(settings);
  const code = given ?? randomBytes(24).toString('hex');
  return {
    code,
    madeCode: given === undefined ? code : undefined,
    env: { MANAGER: '1', AUTH_CODE: code },
  };
}

/** The same environment for processes that have no use for the code. */
export function withoutAuthCode(environment: Environment): Environment {
  const { AUTH_CODE: _code, AUTH_CODE_FILE: _file, MANAGER: _manager, ...rest } = environment;
  return rest;
}
