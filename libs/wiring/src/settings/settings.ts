import { z } from 'zod';
import { setting, type Setting } from './setting.js';

const text = z.string().min(1, 'must not be empty');
const list = text.transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const url = (...protocols: string[]): z.ZodType<string, string> =>
  text.refine(
    (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
    `must be a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`,
  );
const whole = (min: number, max: number): z.ZodType<number, string> =>
  text
    .refine((value) => /^\d+$/.test(value), 'must be a whole number')
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must lie between ${min} and ${max}`);
const processes: z.ZodType<number | 'auto', string> = text
  .refine(
    (value) =>
      value === 'auto' || (/^\d+$/.test(value) && Number(value) > 0 && Number(value) <= 256),
    'must be a whole number from 1 to 256, or auto',
  )
  .transform((value) => (value === 'auto' ? value : Number(value)));
/** Names of the gateway's bounds; each stands in its `GatewayLimits` with its default and unit. */
const LIMITS = [
  'maxBodyBytes',
  'maxVariablesBytes',
  'maxTokens',
  'maxDepth',
  'maxAliases',
  'maxRootFields',
  'maxDirectives',
  'maxRequests',
  'maxSockets',
  'maxSubscriptions',
  'maxEventStreams',
  'maxOperationsPerConnection',
  'maxMessageBytes',
  'maxBufferedEvents',
  'maxBatch',
  'headersTimeoutMs',
  'requestTimeoutMs',
  'connectionInitTimeoutMs',
  'heartbeatMs',
] as const;
const limits = list.transform((pairs, context) => {
  const found: Partial<Record<(typeof LIMITS)[number], number>> = {};
  for (const pair of pairs) {
    const [name = '', value = ''] = pair.split('=').map((part) => part.trim());
    const known = LIMITS.find((limit) => limit === name);
    if (known && /^\d{1,12}$/.test(value)) found[known] = Number(value);
    else {
      const message = `"${pair}" is not one of <name>=<whole number>; names: ${LIMITS.join(', ')}`;
      context.addIssue({ code: 'custom', message });
    }
  }
  return found;
});
const issuers = list.transform((pairs, context) =>
  pairs.map((pair) => {
    const [issuer = '', jwksUri = '', ...more] = pair.split(/\s+/);
    if (!/^https?:/.test(jwksUri) || !URL.canParse(jwksUri) || more.length > 0) {
      context.addIssue({ code: 'custom', message: `"${pair}" is not "issuer jwks-url"` });
    }
    return { issuer, jwksUri };
  }),
);
const flag = z.enum(['0', '1', 'true', 'false']).transform((v) => v === '1' || v === 'true');
const or = <T>(schema: z.ZodType<T, string>, fallback: T): z.ZodType<T, string | undefined> =>
  schema.optional().transform((value) => value ?? fallback);
const optional = <T>(schema: z.ZodType<T, string>): z.ZodType<T | undefined, string | undefined> =>
  schema.optional();

const MODES = ['development', 'production'] as const;
const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** Everything that the environment can set. */
export const SETTINGS = {
  kafkaBrokers: setting('KAFKA_BROKERS', optional(list), {
    fallback: 'none: the embedded log',
    meaning: 'Kafka brokers as `host:port`, separated by commas. Set: the log is Kafka.',
  }),
  redisUrl: setting('REDIS_URL', optional(url('redis:', 'rediss:')), {
    fallback: 'none: the embedded board',
    meaning: 'Where Redis answers. Set: the board is Redis.',
    secret: true,
  }),
  databaseUrl: setting('DATABASE_URL', optional(url('postgres:', 'postgresql:')), {
    fallback: 'none: embedded stores',
    meaning: 'Where PostgreSQL answers. Set: the stores are schemas of it, one for each service.',
    secret: true,
  }),
  namespace: setting(
    'METAMORPHOSIS_NAMESPACE',
    optional(text.regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be lower-case letters, digits and dashes')),
    {
      fallback: 'none',
      meaning:
        'Keeps several installations on the same Kafka, Redis and PostgreSQL apart: stands in front of the names of topics, groups, keys and schemas.',
    },
  ),
  dataDirectory: setting('METAMORPHOSIS_DATA', or(text, '.metamorphosis'), {
    fallback: '`.metamorphosis`',
    meaning: 'Folder of the embedded adapters and of the secret that development makes.',
  }),
  mode: setting('METAMORPHOSIS_MODE', or(z.enum(MODES), 'development'), {
    fallback: '`development`',
    meaning:
      '`production` masks messages of internal errors, logs JSON and demands METAMORPHOSIS_SECRET.',
  }),
  secret: setting('METAMORPHOSIS_SECRET', optional(list), {
    fallback: 'development: made once in the data folder',
    meaning:
      'Signs ids of commands with an idempotency key, and cursors. At least 32 characters, the same in all processes; older ones may follow after commas while they are rotated out.',
    secret: true,
  }),
  partitions: setting('METAMORPHOSIS_PARTITIONS', or(whole(1, 1000), 12), {
    fallback: '12',
    meaning: 'Partitions of a topic when it is made. It never changes afterwards.',
  }),
  host: setting('HOST', or(text, '127.0.0.1'), {
    fallback: '`127.0.0.1`',
    meaning: 'The address that servers listen on.',
  }),
  port: setting('PORT', optional(whole(0, 65535)), {
    fallback: 'gateway 4000, others a free one',
    meaning: 'The port that the process listens on; 0 takes a free one.',
  }),
  manager: setting('MANAGER', or(flag, false), {
    fallback: '`0`; `npm start`: `1`',
    meaning:
      'Gateway: whether it is a manager too, as `--manager` says. Then AUTH_CODE or AUTH_CODE_FILE is needed.',
  }),
  managerHost: setting('MANAGER_HOST', or(text, '127.0.0.1'), {
    fallback: '`127.0.0.1`',
    meaning: 'The address that the manager listens on, whatever HOST says.',
  }),
  managerPort: setting('MANAGER_PORT', or(whole(0, 65535), 4001), {
    fallback: '4001',
    meaning: 'The port that the manager listens on; 0 takes a free one.',
  }),
  shopPort: setting('SHOP_PORT', or(whole(0, 65535), 4002), {
    fallback: '4002',
    meaning: '`npm start`: the port that the example page listens on, on HOST; 0 takes a free one.',
  }),
  managerTimeoutMs: setting('MANAGER_TIMEOUT_MS', or(whole(100, 600_000), 20_000), {
    fallback: '20000 (milliseconds)',
    meaning: 'How long the manager waits for what nodes answer to a mutation.',
  }),
  authCode: setting('AUTH_CODE', optional(text), {
    fallback: 'none; `npm start`: one that it makes and shows once',
    meaning:
      'Manager: the code that opens it, at least 16 characters. Make one: `openssl rand -hex 24`.',
    secret: true,
  }),
  authCodeFile: setting('AUTH_CODE_FILE', optional(text), {
    fallback: 'none',
    meaning: 'Manager: a file with the code, instead of AUTH_CODE.',
  }),
  subgraphs: setting('METAMORPHOSIS_SUBGRAPHS', optional(list), {
    fallback: 'none',
    meaning: 'Gateway: the services it composes, as `name=url`, separated by commas.',
  }),
  limits: setting('METAMORPHOSIS_LIMITS', or(limits, {}), {
    fallback: 'docs/guides/gateway.md',
    meaning:
      'Gateway: bounds that differ from the defaults, as `name=number`, separated by commas: `maxDepth=20,maxBodyBytes=2097152`.',
  }),
  corsOrigins: setting('METAMORPHOSIS_CORS_ORIGINS', optional(list), {
    fallback: 'none',
    meaning:
      'Gateway: origins whose pages may read answers, as `https://shop.example`, separated by commas; `*`: all.',
  }),
  csrfPrevention: setting('METAMORPHOSIS_CSRF_PREVENTION', or(flag, true), {
    fallback: '`1`',
    meaning:
      'Gateway: refuses what any page could make a browser send: GET without a header that proves otherwise, and sockets opened by pages of other origins.',
  }),
  accessLog: setting('METAMORPHOSIS_ACCESS_LOG', optional(flag), {
    fallback: '`1` in production, else `0`',
    meaning: 'Gateway: logs a line for each request: operation, hash, times; never variables.',
  }),
  jwtIssuers: setting('METAMORPHOSIS_JWT_ISSUERS', optional(issuers), {
    fallback: 'none: callers are not identified',
    meaning:
      'Gateway: whose tokens it takes, as `issuer jwks-url`, separated by commas: `https://id.example https://id.example/jwks.json`.',
  }),
  jwtAudience: setting('METAMORPHOSIS_JWT_AUDIENCE', optional(list), {
    fallback: 'any',
    meaning: 'Gateway: audiences of which a token has to name one, separated by commas.',
  }),
  jwtRequired: setting('METAMORPHOSIS_JWT_REQUIRED', or(flag, false), {
    fallback: '`0`',
    meaning: 'Gateway: refuses callers without a token.',
  }),
  gatewayProcesses: setting('METAMORPHOSIS_GATEWAY_PROCESSES', or(processes, 1), {
    fallback: '1',
    meaning:
      'Gateway: so many processes serve its port; `auto`: one for each core. Its limits hold for all together.',
  }),
  metricsPort: setting('METAMORPHOSIS_METRICS_PORT', optional(whole(0, 65535)), {
    fallback: 'none: nothing is counted',
    meaning: 'Gateway: the port on which GET `/metrics` answers Prometheus; 0 takes a free one.',
  }),
  services: setting('METAMORPHOSIS_SERVICES', optional(list), {
    fallback: 'those with a file in `schema/`',
    meaning: 'Node: the services whose workers it runs, separated by commas.',
  }),
  consumers: setting('METAMORPHOSIS_CONSUMERS', optional(list), {
    fallback: 'all of the service',
    meaning: 'Worker: the consumers it runs, separated by commas.',
  }),
  seed: setting('METAMORPHOSIS_SEED', or(flag, false), {
    fallback: '`0`',
    meaning: "Worker: whether to put the service's seed into an empty database. `npm start` does.",
  }),
  drainTimeoutMs: setting('METAMORPHOSIS_DRAIN_TIMEOUT_MS', or(whole(0, 600_000), 10_000), {
    fallback: '10000 (milliseconds)',
    meaning: 'How long a process that is asked to stop finishes what it has in hand.',
  }),
  hungAfterMs: setting('METAMORPHOSIS_HUNG_AFTER_MS', or(whole(0, 3_600_000), 30_000), {
    fallback: '30000 (milliseconds)',
    meaning:
      'Worker, and each of several processes of a gateway: how long its event loop may be blocked before it is ended, with the record that it was at; 0: never.',
  }),
  logLevel: setting('LOG_LEVEL', or(z.enum(LEVELS), 'info'), {
    fallback: '`info`',
    meaning: 'What is logged: `debug`, `info`, `warn`, `error` or `silent`.',
  }),
} satisfies Record<string, Setting<unknown>>;

/** The settings of a process, read and checked. */
export type Settings = {
  readonly [K in keyof typeof SETTINGS]: (typeof SETTINGS)[K] extends Setting<infer T> ? T : never;
};
