import { z } from 'zod';
import { duration, present, shown, whole } from './units.js';

/** How often something is tried again, in the words of the engine. */
interface Again {
  readonly attempts: number;
  readonly firstMs: number;
  readonly maxMs: number;
}

/** How often, and after what waits, something is tried again; read in the words of the engine. */
export function again(maxAttempts: number, what: string, defaults: Again) {
  return z
    .strictObject({
      attempts: whole(0, maxAttempts).optional().describe(`${what} Default: ${defaults.attempts}.`),
      firstWait: duration
        .optional()
        .describe(
          `Before the first of them; it doubles, less up to a half by chance. Default: ${shown(defaults.firstMs)}.`,
        ),
      maxWait: duration.optional().describe(`Default: ${shown(defaults.maxMs)}.`),
    })
    .transform(({ attempts, firstWait: firstMs, maxWait: maxMs }) =>
      present({ attempts, firstMs, maxMs }),
    )
    .optional();
}
