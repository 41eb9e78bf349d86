import { z } from 'zod';
import { DEFAULT_LIMITS } from '../limits/default-limits.js';
import { whole } from './units.js';

type Name = keyof typeof DEFAULT_LIMITS;

const MEANINGS: Readonly<Record<Name, string>> = {
  maxDepth:
    'Fields inside one another, fragments included; braces of any kind may be four times as many.',
  maxAliases: 'Aliases, as often as their fragment is spread.',
  maxRootFields: "Fields of the operation's root.",
  maxDirectives: 'Directives as written.',
  maxTokens: 'Tokens of a document.',
  maxBodyBytes: "A request's body.",
  maxVariablesBytes: 'Variables as JSON.',
  maxBatch: 'Requests in one; 0: none.',
  maxRequests:
    'Requests in hand at a time, queries and mutations of sockets included; not streams.',
  maxSockets: 'WebSockets.',
  maxSubscriptions: 'Subscriptions, by whatever they come.',
  maxEventStreams: 'Event streams that carry several operations.',
  maxOperationsPerConnection: 'Operations on one WebSocket or event stream.',
  maxMessageBytes: 'A message of a WebSocket.',
  maxBufferedEvents: 'Events kept for a subscriber that reads too slowly.',
  headersTimeoutMs: "How long a request's head may take to arrive, in milliseconds.",
  requestTimeoutMs: 'How long a whole request may take to arrive, in milliseconds.',
  connectionInitTimeoutMs:
    'How long a WebSocket may take to begin, and a reserved event stream to connect, in milliseconds.',
  heartbeatMs:
    'How often clients are asked whether they are there, and told their cursors, in milliseconds.',
};

const entries = (Object.keys(DEFAULT_LIMITS) as Name[]).map((name) => [
  name,
  whole(0).default(DEFAULT_LIMITS[name]).describe(MEANINGS[name]),
]);

/** The bounds of the edge, under the names that the code and METAMORPHOSIS_LIMITS give them. */
export const limits = z
  .strictObject(Object.fromEntries(entries) as Record<Name, z.ZodDefault<z.ZodNumber>>)
  .prefault({});
