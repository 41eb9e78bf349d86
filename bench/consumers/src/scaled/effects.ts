import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

const POLL_MS = 100;

/** The first effect of one worker process. */
export interface FirstEffect {
  readonly pid: number;
  /** Milliseconds since the epoch, by the database's clock. */
  readonly at: number;
}

/** The effects that the workers of a service leave in its database. */
export class Effects implements AsyncDisposable {
  readonly #client: pg.Client;
  readonly #schema: string;

  private constructor(client: pg.Client, schema: string) {
    this.#client = client;
    this.#schema = schema;
  }

  /** Of the one service whose tables begin with this namespace. */
  static async open(url: string | undefined, namespace: string | undefined): Promise<Effects> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      `SELECT table_schema AS name FROM information_schema.tables
       WHERE table_name = 'effect' AND starts_with(table_schema, $1)`,
      [(namespace ?? '').replaceAll('-', '_')],
    );
    return new Effects(client, rows[0]?.name ?? '');
  }

  async now(): Promise<number> {
    const { rows } = await this.#client.query<{ now: string }>(
      'SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now',
    );
    return Number(rows[0]?.now);
  }

  /** When each process had its first effect, in the order of their coming. */
  async first(): Promise<readonly FirstEffect[]> {
    const { rows } = await this.#client.query<{ pid: number; at: string }>(
      `SELECT pid, extract(epoch FROM min(at)) * 1000 AS at FROM "${this.#schema}".effect
       GROUP BY pid ORDER BY at`,
    );
    return rows.map(({ pid, at }) => ({ pid, at: Number(at) }));
  }

  /** How many records have had an effect, and how many effects they have had. Waits until there are `count`. */
  async counted(
    count: number,
    ms: number,
  ): Promise<{ readonly records: number; readonly all: number }> {
    for (const end = performance.now() + ms; ; await pause(POLL_MS)) {
      const { rows } = await this.#client.query<{ records: number; all: number }>(
        `SELECT count(DISTINCT id)::int AS records, count(*)::int AS all FROM "${this.#schema}".effect`,
      );
      const found = rows[0] ?? { records: 0, all: 0 };
      if (found.records >= count || performance.now() > end) return found;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
  }
}
