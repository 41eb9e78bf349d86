import { z } from 'zod';
import { DEFAULT_TRAFFIC, type TrafficOptions } from '@metamorphosis/federation';
import { again } from './again.js';
import { duration, flag, present, share, shown, whole } from './units.js';

const { breaker } = DEFAULT_TRAFFIC;

/** How subgraphs are asked: what is not said has the default, or for one subgraph what holds for all. */
export const traffic = z
  .strictObject({
    timeout: duration
      .optional()
      .describe(
        `How long a request may take, each attempt for itself. Default: ${shown(DEFAULT_TRAFFIC.timeoutMs)}.`,
      ),
    connections: whole(1)
      .optional()
      .describe(`Sockets to one subgraph. Default: ${DEFAULT_TRAFFIC.connections}.`),
    retries: again(
      10,
      'How often a query is sent again that found nobody (no connection, HTTP 502, 503, 504); mutations never are.',
      DEFAULT_TRAFFIC.retries,
    ),
    breaker: z
      .strictObject({
        enabled: flag
          .optional()
          .describe(
            'Whether a subgraph that fails most requests is left alone for a while. Default: true.',
          ),
        failures: share
          .optional()
          .describe(`The part of the requests that has to fail. Default: ${breaker.failureShare}.`),
        requests: whole(1)
          .optional()
          .describe(`Fewer in the window prove nothing. Default: ${breaker.minRequests}.`),
        within: duration.optional().describe(`The window. Default: ${shown(breaker.windowMs)}.`),
        openFor: duration
          .optional()
          .describe(
            `How long nothing is asked; then one request probes. Default: ${shown(breaker.openMs)}.`,
          ),
      })
      .optional(),
  })
  .transform(compiled);

interface Written {
  readonly timeout?: number | undefined;
  readonly connections?: number | undefined;
  readonly retries?: TrafficOptions['retries'] | undefined;
  readonly breaker?:
    | {
        readonly enabled?: boolean | undefined;
        readonly failures?: number | undefined;
        readonly requests?: number | undefined;
        readonly within?: number | undefined;
        readonly openFor?: number | undefined;
      }
    | undefined;
}

function compiled({ timeout, connections, retries, breaker: guard }: Written): TrafficOptions {
  return {
    ...present({ timeoutMs: timeout, connections, retries }),
    ...(guard && {
      breaker:
        guard.enabled === false
          ? false
          : present({
              failureShare: guard.failures,
              minRequests: guard.requests,
              windowMs: guard.within,
              openMs: guard.openFor,
            }),
    }),
  };
}
