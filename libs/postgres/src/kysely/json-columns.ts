import {
  ColumnNode,
  OperationNodeTransformer,
  PrimitiveValueListNode,
  TableNode,
  ValueListNode,
  ValueNode,
  ValuesNode,
  type ColumnUpdateNode,
  type InsertQueryNode,
  type KyselyPlugin,
  type OnConflictNode,
  type OperationNode,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryId,
  type QueryResult,
  type RootOperationNode,
  type UnknownRow,
  type UpdateQueryNode,
  type ValuesItemNode,
} from 'kysely';
import type { TableTypes } from '@metamorphosis/core';

/**
 * Writes the values of `json` columns as JSON. Without it node-postgres sends an array as a
 * PostgreSQL array, and a string as it stands. Reading needs nothing: the server tells the types.
 */
export function jsonColumns(types: TableTypes): KyselyPlugin[] {
  const tables = Object.entries(types).map(([table, columns]): [string, ReadonlySet<string>] => {
    const json = Object.keys(columns).filter((column) => columns[column] === 'json');
    return [table, new Set(json)];
  });
  const withJson = new Map(tables.filter(([, columns]) => columns.size > 0));
  return withJson.size > 0 ? [new JsonColumns(withJson)] : [];
}

class JsonColumns implements KyselyPlugin {
  readonly #transformer: JsonTransformer;

  constructor(tables: ReadonlyMap<string, ReadonlySet<string>>) {
    this.#transformer = new JsonTransformer(tables);
  }

  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    if (node.kind !== 'InsertQueryNode' && node.kind !== 'UpdateQueryNode') return node;
    return this.#transformer.transformNode(node, queryId);
  }

  async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return result;
  }
}

class JsonTransformer extends OperationNodeTransformer {
  constructor(private readonly tables: ReadonlyMap<string, ReadonlySet<string>>) {
    super();
  }

  protected override transformInsertQuery(
    node: InsertQueryNode,
    queryId: QueryId,
  ): InsertQueryNode {
    const json = this.#columnsOf(node.into);
    if (!json) return super.transformInsertQuery(node, queryId);
    const places = (node.columns ?? []).map(({ column }) => json.has(column.name));
    return super.transformInsertQuery(
      {
        ...node,
        ...(node.values && { values: inPlaces(node.values, places) }),
        ...(node.onConflict && { onConflict: inConflict(node.onConflict, json) }),
      },
      queryId,
    );
  }

  protected override transformUpdateQuery(
    node: UpdateQueryNode,
    queryId: QueryId,
  ): UpdateQueryNode {
    const json = this.#columnsOf(node.table);
    if (!json || !node.updates) return super.transformUpdateQuery(node, queryId);
    return super.transformUpdateQuery({ ...node, updates: inUpdates(node.updates, json) }, queryId);
  }

  #columnsOf(node: OperationNode | undefined): ReadonlySet<string> | undefined {
    if (!node || !TableNode.is(node)) return undefined;
    return this.tables.get(node.table.identifier.name);
  }
}

/** SQL NULL stays what it is; JSON's null can be written as an expression. */
const toJson = (value: unknown): unknown =>
  value === null || value === undefined ? value : JSON.stringify(value);

const valueToJson = (node: OperationNode): OperationNode =>
  ValueNode.is(node) ? ValueNode.create(toJson(node.value)) : node;

function inPlaces(values: OperationNode, places: readonly boolean[]): OperationNode {
  if (!ValuesNode.is(values)) return values;
  const rows = values.values.map((row): ValuesItemNode =>
    PrimitiveValueListNode.is(row)
      ? PrimitiveValueListNode.create(row.values.map((v, i) => (places[i] ? toJson(v) : v)))
      : ValueListNode.create(row.values.map((v, i) => (places[i] ? valueToJson(v) : v))),
  );
  return ValuesNode.create(rows);
}

function inUpdates(
  updates: readonly ColumnUpdateNode[],
  json: ReadonlySet<string>,
): ColumnUpdateNode[] {
  return updates.map((update) =>
    ColumnNode.is(update.column) && json.has(update.column.column.name)
      ? { ...update, value: valueToJson(update.value) }
      : update,
  );
}

function inConflict(node: OnConflictNode, json: ReadonlySet<string>): OnConflictNode {
  return node.updates ? { ...node, updates: inUpdates(node.updates, json) } : node;
}
