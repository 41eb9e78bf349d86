import {
  AliasNode,
  ColumnNode,
  ColumnUpdateNode,
  InsertQueryNode,
  PrimitiveValueListNode,
  TableNode,
  UpdateQueryNode,
  ValueListNode,
  ValueNode,
  ValuesNode,
  type KyselyPlugin,
  type OperationNode,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryResult,
  type RootOperationNode,
  type UnknownRow,
} from 'kysely';
import type { TableTypes } from '@metamorphosis/core';

type IsJson = (column: string | undefined) => boolean;

/**
 * Writes values of JSON columns as JSON: a string or a number, too, which by itself would be bound
 * as it is. Looks at inserted values, `set` of updates and of conflicts; not at conditions.
 */
export class JsonColumnsPlugin implements KyselyPlugin {
  readonly #columns: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(types: TableTypes) {
    const columns = new Map<string, ReadonlySet<string>>();
    for (const [table, byName] of Object.entries(types)) {
      const json = Object.keys(byName).filter((name) => byName[name] === 'json');
      if (json.length > 0) columns.set(table, new Set(json));
    }
    this.#columns = columns;
  }

  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    if (this.#columns.size === 0) return node;
    if (InsertQueryNode.is(node)) return this.#insert(node);
    if (UpdateQueryNode.is(node)) return this.#update(node);
    return node;
  }

  async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return result;
  }

  #insert(node: InsertQueryNode): InsertQueryNode {
    const isJson = this.#of(node.into);
    if (isJson === undefined) return node;
    const names = (node.columns ?? []).map((column) => column.column.name);
    const { values, onConflict } = node;
    return {
      ...node,
      ...(values !== undefined &&
        ValuesNode.is(values) && {
          values: ValuesNode.create(values.values.map((list) => toJsonList(list, names, isJson))),
        }),
      ...(onConflict?.updates !== undefined && {
        onConflict: { ...onConflict, updates: onConflict.updates.map((u) => toJsonSet(u, isJson)) },
      }),
    };
  }

  #update(node: UpdateQueryNode): UpdateQueryNode {
    const isJson = this.#of(node.table);
    if (isJson === undefined || node.updates === undefined) return node;
    return { ...node, updates: node.updates.map((update) => toJsonSet(update, isJson)) };
  }

  #of(table: OperationNode | undefined): IsJson | undefined {
    const node = table !== undefined && AliasNode.is(table) ? table.node : table;
    if (node === undefined || !TableNode.is(node)) return undefined;
    const columns = this.#columns.get(node.table.identifier.name);
    return columns && ((column) => column !== undefined && columns.has(column));
  }
}

/** Null stays SQL's null. */
function toJson(value: unknown): unknown {
  return value === null || value === undefined ? value : JSON.stringify(value);
}

function toJsonList(
  list: PrimitiveValueListNode | ValueListNode,
  names: readonly string[],
  isJson: IsJson,
): PrimitiveValueListNode | ValueListNode {
  if (PrimitiveValueListNode.is(list))
    return PrimitiveValueListNode.create(
      list.values.map((value, i) => (isJson(names[i]) ? toJson(value) : value)),
    );
  return ValueListNode.create(
    list.values.map((value, i) => (isJson(names[i]) ? toJsonNode(value) : value)),
  );
}

function toJsonSet(update: ColumnUpdateNode, isJson: IsJson): ColumnUpdateNode {
  const { column, value } = update;
  if (!ColumnNode.is(column) || !isJson(column.column.name)) return update;
  return ColumnUpdateNode.create(column, toJsonNode(value));
}

function toJsonNode(node: OperationNode): OperationNode {
  return ValueNode.is(node) ? ValueNode.create(toJson(node.value)) : node;
}
