import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { SASLOptions } from 'kafkajs';
import { z } from 'zod';
import { errors } from '@metamorphosis/contract';
import { silentLogger, type Logger } from '@metamorphosis/core';
import type { Address } from './client/broker-link.js';

const ms = (fallback: number, min: number, max = 3_600_000): z.ZodDefault<z.ZodNumber> =>
  z.number().int().min(min).max(max).default(fallback);

const address = z.string().transform((text, context): Address => {
  const found = /^(?:\[([^\]]+)\]|([^:\s/]+)):(\d{1,5})$/.exec(text.trim());
  const port = Number(found?.[3]);
  if (found === null || port < 1 || port > 65_535) {
    context.addIssue({ code: 'custom', message: `"${text}" is no host:port` });
    return z.NEVER;
  }
  return { host: found[1] ?? found[2] ?? '', port };
});

const schema = z.object({
  /** Where to begin: `host:port`, at least one; the others are found by asking it. */
  brokers: z.array(address).min(1),
  /** Names this process in the broker's logs and quotas. */
  clientId: z.string().trim().min(1),
  /** True, or what node:tls takes. */
  ssl: z
    .union([z.boolean(), z.custom<ConnectionOptions>(isObject, 'must be an object')])
    .default(false),
  /** As kafkajs takes it. */
  sasl: z.custom<SASLOptions>(isObject, 'must be an object').optional(),
  logger: z.custom<Logger>(isObject, 'must be an object').default(silentLogger),
  /** Replicas of topics made here; -1 is the broker's own default. */
  replicationFactor: z
    .number()
    .int()
    .min(-1)
    .max(32_767)
    .refine((replicas) => replicas !== 0, 'must be -1 or at least 1')
    .default(-1),
  /** How long an append is tried before it is rejected. */
  appendTimeoutMs: ms(10_000, 100),
  /** How long an answer may take, appends and held requests aside. */
  requestTimeoutMs: ms(10_000, 100),
  connectTimeoutMs: ms(3_000, 50),
  /** How often a reader tells that it lives; also how soon it learns of a rebalance. */
  heartbeatIntervalMs: ms(300, 10, 60_000),
  /** How long the broker may hold a fetch back: bounds resume, seek and the close of a reader. */
  fetchMaxWaitMs: ms(150, 1, 250),
  /** The most that is fetched of one partition at once, and that waits for a paused one. */
  maxBytesPerPartition: z.number().int().min(1_024).max(64_000_000).default(1_048_576),
  /** The largest record that is accepted; keep it below the broker's `message.max.bytes`. */
  maxRecordBytes: z.number().int().min(1_024).max(64_000_000).default(1_000_000),
  /** The longest pause between two attempts to reach the log. */
  maxBackoffMs: ms(5_000, 50),
  /** Makes the connections, for proxies; TCP_NODELAY is set on what it returns. */
  socketFactory: z
    .custom<
      (args: {
        readonly host: string;
        readonly port: number;
        readonly ssl: object | null;
        readonly onConnect: () => void;
      }) => Socket
    >((value) => typeof value === 'function', 'must be a function')
    .optional(),
});

/** How the log on Kafka is reached and how patient it is. Milliseconds and bytes. */
export type KafkaOptions = z.input<typeof schema>;

/** Validated, complete. */
export type CompiledOptions = Readonly<
  Omit<z.output<typeof schema>, 'ssl'> & { ssl: object | null }
>;

/** Checks the options. Throws CONFIGURATION_INVALID that names every problem. */
export function compileOptions(options: KafkaOptions): CompiledOptions {
  const result = schema.safeParse(options);
  if (!result.success) {
    const problems = result.error.issues.map(
      ({ path, message }) => `  ${path.join('.') || 'options'}: ${message}`,
    );
    throw errors.CONFIGURATION_INVALID([
      `The options of the log on Kafka:\n${problems.join('\n')}`,
    ]);
  }
  const { ssl } = result.data;
  return Object.freeze({
    ...result.data,
    ssl: ssl === true ? {} : ssl === false ? null : ssl,
  });
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
