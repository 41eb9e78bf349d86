import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ports, Provision } from './service.ts';

/** Where the services for daily work keep their data, their logs and what is known of them. */
export const developmentDir = join(import.meta.dirname, '../../.services');

const stateFile = join(developmentDir, 'state.json');

export interface State {
  readonly ports: Ports;
  readonly provisions: readonly Provision[];
}

/** What `start` left behind for `status` and `stop`; undefined when nothing was started. */
export function readState(): State | undefined {
  try {
    return JSON.parse(readFileSync(stateFile, 'utf8')) as State;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new Error(`${stateFile} cannot be read; delete it if no service of it runs any more.`, {
      cause: error,
    });
  }
}

export function writeState(state: State): void {
  mkdirSync(developmentDir, { recursive: true });
  writeFileSync(stateFile, `${JSON.stringify(state, undefined, 2)}\n`);
}

export function dropState(): void {
  rmSync(stateFile, { force: true });
}
