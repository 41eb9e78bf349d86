/** The three servers that the production adapters talk to. */
export const serviceNames = ['kafka', 'redis', 'postgres'] as const;

export type ServiceName = (typeof serviceNames)[number];

interface ServiceFacts {
  readonly title: string;
  /** The variable by which programs find the service; set by the caller, it is used as it is. */
  readonly variable: string;
  readonly portVariable: string;
  readonly defaultPort: number;
  /** Asks the server to leave promptly. PostgreSQL would wait for its clients on SIGTERM. */
  readonly stopSignal: NodeJS.Signals;
  /** The address of a service that this script started on loopback. */
  readonly url: (port: number) => string;
}

/** What is known of each service. The ports and credentials have a twin in docker-compose.yml (compared by its spec). */
export const services: Readonly<Record<ServiceName, ServiceFacts>> = {
  kafka: {
    title: 'Kafka',
    variable: 'KAFKA_BROKERS',
    portVariable: 'KAFKA_PORT',
    defaultPort: 19092,
    stopSignal: 'SIGTERM',
    url: (port) => `127.0.0.1:${port}`,
  },
  redis: {
    title: 'Redis',
    variable: 'REDIS_URL',
    portVariable: 'REDIS_PORT',
    defaultPort: 16379,
    stopSignal: 'SIGTERM',
    url: (port) => `redis://127.0.0.1:${port}`,
  },
  postgres: {
    title: 'PostgreSQL',
    variable: 'DATABASE_URL',
    portVariable: 'POSTGRES_PORT',
    defaultPort: 15432,
    stopSignal: 'SIGINT',
    url: (port) => `postgres://metamorphosis:metamorphosis@127.0.0.1:${port}/metamorphosis`,
  },
};

/** A process as the operating system knows it: the start time tells it from a later one with the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

/** Where a service comes from. `missing` says why there is none and what to do about it. */
export type Provision = { readonly name: ServiceName } & (
  | { readonly from: 'environment'; readonly url: string }
  | { readonly from: 'docker'; readonly url: string; readonly port: number }
  | {
      readonly from: 'process';
      readonly url: string;
      readonly port: number;
      readonly process: ProcessIdentity;
      readonly logFile: string;
    }
  | { readonly from: 'missing'; readonly reason: string }
);

export type Ports = Readonly<Record<ServiceName, number>>;

export type Report = (line: string) => void;

/** The environment variables that lead a program to the services that are there. */
export function environmentOf(provisions: readonly Provision[]): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const provision of provisions) {
    if (provision.from !== 'missing')
      environment[services[provision.name].variable] = provision.url;
  }
  return environment;
}

/** An address fit to be shown: without the password. */
export function redacted(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//***@');
}
