import { readFileSync } from 'node:fs';

/** The version of the platform. The same path leads to the manifest from `src` and from `dist`. */
export const VERSION = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  }
).version;
