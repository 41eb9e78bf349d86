import { statSync } from 'node:fs';
import { background, pause, type Logger } from '@metamorphosis/core';
import { readManifest } from './read-manifest.js';

/** How a manifest is watched. */
export interface WatchManifestOptions {
  readonly logger: Logger;
  /** How often to look. */
  readonly everyMs: number;
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

/**
 * Reads a manifest of trusted documents, and again whenever its file changes, however it is replaced; the function
 * answers with the newest one. Throws CONFIGURATION_INVALID for one that is broken at the start; later the one in use
 * stays, and the log says why.
 */
export function watchManifest(
  file: string,
  { logger, everyMs, signal }: WatchManifestOptions,
): () => ReadonlyMap<string, string> {
  // Before it is read: what is written meanwhile is another version.
  let seen = versionOf(file);
  let current = readManifest(file);
  const watch = async (): Promise<void> => {
    for (;;) {
      await pause(everyMs, signal);
      if (signal.aborted) return;
      const version = versionOf(file);
      // While it is replaced there may be none for a moment.
      if (version === undefined || version === seen) continue;
      seen = version;
      try {
        current = readManifest(file);
        logger.info({ file, documents: current.size }, 'A new manifest of documents is in use');
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        logger.error({ file }, `A new manifest is refused; the one in use stays. ${why}`);
      }
    }
  };
  background('watching a manifest', logger, watch());
  return () => current;
}

function versionOf(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  return found && `${found.ino} ${found.size} ${found.mtimeMs}`;
}
