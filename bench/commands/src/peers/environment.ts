/** What the bare paths are told by the bench. */
export interface BareEnvironment {
  readonly brokers: string[];
  readonly redisUrl: string;
  readonly databaseUrl: string;
  /** Stands in front of every name this path makes. */
  readonly namespace: string;
  readonly partitions: number;
}

export function bareEnvironment(): BareEnvironment {
  const read = (name: string): string => {
    const value = process.env[name];
    if (value === undefined) throw new Error(`${name} is not set`);
    return value;
  };
  return {
    brokers: read('KAFKA_BROKERS').split(','),
    redisUrl: read('REDIS_URL'),
    databaseUrl: read('DATABASE_URL'),
    namespace: read('METAMORPHOSIS_NAMESPACE'),
    partitions: Number(read('METAMORPHOSIS_PARTITIONS')),
  };
}
