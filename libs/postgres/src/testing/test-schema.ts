import pg from 'pg';
import { onTestFinished } from 'vitest';
import type { PostgresStoreOptions } from '../options.js';
import { createPostgresStore, type PostgresStore } from '../postgres-store.js';

/** The one table of the specs. */
export interface TestTables {
  readonly numbers: { readonly id: string; readonly n: number };
}

/** The server of the int specs. Missing, they fail where services are required. */
export const databaseUrl: string = process.env['DATABASE_URL'] ?? '';

if (databaseUrl === '' && process.env['REQUIRE_SERVICES'] === '1') {
  throw new Error('DATABASE_URL is not set. Start the services: npm run services -- start');
}

let count = 0;

/** A schema of its own on the server, with the table `numbers`. */
export class TestSchema {
  readonly name = `spec_${process.pid}_${Date.now().toString(36)}_${(count += 1)}`;

  private constructor() {}

  static async create(): Promise<TestSchema> {
    const schema = new TestSchema();
    await schema.sql(`CREATE SCHEMA ${schema.name};
      CREATE TABLE ${schema.name}.numbers (id text PRIMARY KEY, n integer NOT NULL)`);
    return schema;
  }

  /** A schema that goes with the test that asked for it, and stores that are closed before. */
  static async forTest(): Promise<TestSchema> {
    const schema = await TestSchema.create();
    onTestFinished(() => schema.drop());
    return schema;
  }

  open<DB = TestTables>(options: Partial<PostgresStoreOptions> = {}): PostgresStore<DB> {
    return createPostgresStore<DB>({
      url: databaseUrl,
      schema: this.name,
      applicationName: `${this.name}-store`,
      ...options,
    });
  }

  /** An open store with its tables, closed when the test is over. */
  async store<DB = TestTables>(
    options: Partial<PostgresStoreOptions> = {},
  ): Promise<PostgresStore<DB>> {
    const store = this.open<DB>(options);
    onTestFinished(() => store.close());
    await store.migrate();
    return store;
  }

  /** Runs SQL as somebody else on the server, in the schema. */
  async sql(text: string, values: readonly unknown[] = []): Promise<pg.QueryResult> {
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'spec',
      options: `-c search_path=${this.name}`,
    });
    await client.connect();
    try {
      return await client.query(text, [...values]);
    } finally {
      await client.end();
    }
  }

  async drop(): Promise<void> {
    await this.sql(`DROP SCHEMA IF EXISTS ${this.name} CASCADE`);
  }
}
