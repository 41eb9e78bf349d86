import { readFile } from 'node:fs/promises';
import type { SupergraphManager } from '@apollo/gateway';
import { errors } from '@metamorphosis/contract';
import { polledSource, type PollOptions } from './polled-source.js';

/**
 * A supergraph from a file, again whenever the file changes, however it is replaced. A file that
 * cannot be read is refused at the start (CONFIGURATION_INVALID).
 */
export function supergraphFile(file: string, options: PollOptions): SupergraphManager {
  let last: string | undefined;
  return polledSource(async (signal) => {
    let text: string;
    try {
      text = await readFile(file, { encoding: 'utf8', signal });
    } catch (cause) {
      // While it is replaced there may be none for a moment.
      if (last !== undefined) throw cause;
      throw errors.CONFIGURATION_INVALID(
        [`${file} cannot be read${codeOf(cause)}. Write one: gregor compose --output ${file}`],
        { cause },
      );
    }
    // Written half, it would be refused; who writes it bit by bit is waited for.
    if (text === last || text.trim() === '') return undefined;
    last = text;
    return text;
  }, options);
}

/** Why not, where it is there. */
function codeOf(cause: unknown): string {
  const { code = '' } = cause as NodeJS.ErrnoException;
  return code === '' || code === 'ENOENT' ? '' : ` (${code})`;
}
