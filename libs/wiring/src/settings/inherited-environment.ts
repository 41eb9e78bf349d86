import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The environment of this process, to be handed to its children. Beside it stands where Node keeps
 * compiled code, unless NODE_COMPILE_CACHE names a place: the next worker starts with less work.
 */
export function inheritedEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Readonly<Record<string, string | undefined>> {
  const cache = cacheFolder(environment);
  return { ...(cache !== undefined && { NODE_COMPILE_CACHE: cache }), ...environment };
}

/** The user's own: code from a folder that others may write to is theirs. */
function cacheFolder({
  XDG_CACHE_HOME: named,
}: Readonly<Record<string, string | undefined>>): string | undefined {
  try {
    const caches = named === undefined || named === '' ? join(homedir(), '.cache') : named;
    return join(caches, 'metamorphosis', 'compiled');
  } catch {
    // A user without a home goes without.
    return undefined;
  }
}
