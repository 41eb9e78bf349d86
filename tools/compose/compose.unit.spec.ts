import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { kafkaVersion } from '../services/local/kafka-jars.ts';
import { singleBrokerSettings } from '../services/local/kafka.ts';
import { serviceNames, services } from '../services/service.ts';
import { root } from '../workspace/projects.ts';

interface ComposeService {
  readonly image?: string;
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly healthcheck?: { readonly test: unknown };
  readonly profiles?: readonly string[];
  readonly entrypoint?: readonly string[];
}

const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), {
  merge: true,
}) as {
  readonly services: Readonly<Record<string, ComposeService>>;
};

function service(name: string): ComposeService {
  const found = compose.services[name];
  if (!found) throw new Error(`docker-compose.yml has no service '${name}'`);
  return found;
}

describe.each(serviceNames)('%s in docker-compose.yml', (name) => {
  it('listens on loopback, on the port of the script, with the same override', () => {
    const { portVariable, defaultPort } = services[name];
    expect(service(name).ports).toEqual([
      expect.stringMatching(
        new RegExp(`^127\\.0\\.0\\.1:\\$\\{${portVariable}:-${defaultPort}\\}:\\d+$`),
      ),
    ]);
  });

  it('has a health check', () => {
    expect(service(name).healthcheck?.test).toBeTruthy();
  });
});

describe('kafka in docker-compose.yml', () => {
  it('is the version of the local process', () => {
    expect(service('kafka').image).toBe(`apache/kafka:${kafkaVersion}`);
  });

  it('has the settings of the local process', () => {
    const environment = service('kafka').environment ?? {};
    for (const [setting, value] of Object.entries(singleBrokerSettings)) {
      const variable = `KAFKA_${setting.toUpperCase().replaceAll('.', '_')}`;
      expect(String(environment[variable]), variable).toBe(String(value));
    }
  });
});

it('gives PostgreSQL the credentials that the address names', () => {
  const address = new URL(services.postgres.url(1));
  expect(service('postgres').environment).toMatchObject({
    POSTGRES_USER: address.username,
    POSTGRES_PASSWORD: address.password,
    POSTGRES_DB: address.pathname.slice(1),
  });
});

describe('the profile that runs the product', () => {
  const schemas = globSync('schema/*.graphql', { cwd: root }).map((path) =>
    basename(path, '.graphql'),
  );
  const product = Object.entries(compose.services).filter(
    ([, { profiles }]) => profiles?.includes('app') ?? false,
  );

  it('runs the gateway, the nodes and each service of the schema', () => {
    expect(product.map(([name]) => name).sort()).toEqual([...schemas, 'gateway', 'node'].sort());
  });

  it('tells the gateway of each service', () => {
    const subgraphs = String(service('gateway').environment?.METAMORPHOSIS_SUBGRAPHS).split(',');
    expect(subgraphs.sort()).toEqual(
      schemas.map((name) => `${name}=http://${name}:4000/graphql`).sort(),
    );
  });

  it.each(product)(
    '%s starts from a file that the build makes, and says when it is ready',
    (_name, process) => {
      const [, built = 'apps/gregor/bin/gregor.js'] = process.entrypoint ?? [];
      const source = built.replace('/dist/', '/src/').replace(/(?<=\/src\/.*)\.js$/, '.ts');
      expect(existsSync(join(root, source)), source).toBe(true);
      // A colon in an unquoted line makes a mapping of it, which Docker refuses.
      expect(process.healthcheck?.test).toEqual([
        'CMD',
        'node',
        '-e',
        expect.stringContaining('/readyz'),
      ]);
    },
  );
});
