import {
  sql,
  type DatabaseIntrospector,
  type DatabaseMetadataOptions,
  type Kysely,
  type SchemaMetadata,
  type TableMetadata,
} from 'kysely';
import { DEFAULT_MIGRATION_LOCK_TABLE, DEFAULT_MIGRATION_TABLE } from 'kysely/migration';

interface ColumnRow {
  readonly table: string;
  readonly kind: string;
  readonly name: string;
  readonly type: string;
  readonly typeSchema: string;
  readonly isAutoIncrementing: boolean;
  readonly isNullable: boolean;
  readonly hasDefault: boolean;
  readonly comment: string | null;
}

/**
 * What Kysely asks about a database, answered for one schema. Its own introspector looks the name of every schema of
 * the database up while it reads them, and fails (3F000) when somebody drops one meanwhile.
 */
export class OwnSchemaIntrospector implements DatabaseIntrospector {
  constructor(
    private readonly db: Kysely<unknown>,
    private readonly schema: string,
  ) {}

  async getSchemas(): Promise<SchemaMetadata[]> {
    const { rows } = await sql<SchemaMetadata>`
      SELECT nspname AS name FROM pg_catalog.pg_namespace WHERE nspname = ${this.schema}
    `.execute(this.db);
    return [...rows];
  }

  async getTables(options: DatabaseMetadataOptions): Promise<TableMetadata[]> {
    const tables = new Map<string, TableMetadata>();
    for (const { table, kind, ...column } of await this.columns()) {
      const isInternal =
        table === DEFAULT_MIGRATION_TABLE || table === DEFAULT_MIGRATION_LOCK_TABLE;
      if (isInternal && !options.withInternalKyselyTables) continue;
      const found = tables.get(table) ?? {
        ...{ name: table, schema: this.schema, columns: [] },
        ...{ isView: kind === 'v', isForeign: kind === 'f' },
      };
      tables.set(table, found);
      const { name, type, typeSchema, isAutoIncrementing, isNullable, hasDefault, comment } =
        column;
      found.columns.push({
        ...{ name, dataType: type, dataTypeSchema: typeSchema, isAutoIncrementing, isNullable },
        ...{ hasDefaultValue: hasDefault, ...(comment !== null && { comment }) },
      });
    }
    return [...tables.values()];
  }

  /** By object ids only: no name is looked up, so it does not matter what comes and goes beside the schema. */
  private async columns(): Promise<readonly ColumnRow[]> {
    const { rows } = await sql<ColumnRow>`
      SELECT c.relname AS "table", c.relkind AS kind, a.attname AS name, t.typname AS type,
             tn.nspname AS "typeSchema", NOT a.attnotnull AS "isNullable", a.atthasdef AS "hasDefault",
             EXISTS (SELECT FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class s ON s.oid = d.objid
                     WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = d.classid
                       AND d.refobjid = c.oid AND d.refobjsubid = a.attnum
                       AND d.deptype IN ('a', 'i') AND s.relkind = 'S') AS "isAutoIncrementing",
             col_description(a.attrelid, a.attnum) AS comment
      FROM pg_catalog.pg_namespace n
      JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
      JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
      JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
      WHERE n.nspname = ${this.schema} AND c.relkind IN ('r', 'v', 'p', 'f')
        AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY c.relname, a.attnum
    `.execute(this.db);
    return rows;
  }
}
