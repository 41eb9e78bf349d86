import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * The scripts of board and cache and the codes they answer. The files are in ../scripts, beside both src
 * and dist. keep with their headers (tested in scripts.unit.spec.ts)
 */
export const SCRIPTS = {
  'put-updates': { keys: 'many', codes: { STALE: 0, STORED: 1 } },
  'append-to-stream': { keys: 3, codes: { MISMATCH: 0, APPENDED: 1 } },
  'read-stream': { keys: 3, codes: { MISSING: 0, FOUND: 1 } },
  announce: { keys: 2, codes: { TAKEN: 0, ANNOUNCED: 1 } },
  withdraw: { keys: 2, codes: { NOT_HELD: 0, WITHDRAWN: 1 } },
  'list-presences': { keys: 2, codes: {} },
  send: { keys: 1, codes: {} },
  take: { keys: 1, codes: { FULL: 0, TAKEN: 1 } },
} as const;

export type ScriptName = keyof typeof SCRIPTS;

/** A script, ready to be run by its digest. */
export interface Script {
  readonly name: ScriptName;
  readonly lua: string;
  readonly sha: string;
}

const FOLDER = new URL('../scripts/', import.meta.url);

/** Reads one file of the scripts folder as it lies there. */
export function readScriptFile(name: string): string {
  return readFileSync(new URL(`${name}.lua`, FOLDER), 'utf8');
}

function load(name: ScriptName): Script {
  const lua = readScriptFile(name)
    .replaceAll(/^-- @include ([\w-]+)$/gm, (_, part: string) => readScriptFile(`includes/${part}`))
    // Comments are for readers; the server keeps the text of every script it was ever sent.
    .replaceAll(/^\s*--.*\n/gm, '');
  return {
    name,
    lua,
    sha: createHash('sha1').update(lua).digest('hex'),
  };
}

const loaded = Object.fromEntries(
  (Object.keys(SCRIPTS) as ScriptName[]).map((name) => [name, load(name)]),
) as Record<ScriptName, Script>;

/** The script of that name, with what it includes. */
export function script(name: ScriptName): Script {
  return loaded[name];
}
