import {
  getOperationAST,
  Kind,
  OperationTypeNode,
  parse,
  print,
  visit,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';

/** The field by which a planner asks for entities. */
export const ENTITIES = '_entities';
/** The variable that holds their representations. */
export const REPRESENTATIONS = 'representations';

/** Several questions about entities in one operation. */
export interface CombinedOperation {
  readonly query: string;
  /** Of each operation that went in: where its answer stands and what its own variables are called. */
  readonly parts: readonly { readonly alias: string; readonly own: readonly string[] }[];
}

/** Whether an operation is what `combineOperations` knows: one list of entities, and no fragments. */
export function canCombine(operation: string): boolean {
  const document = parse(operation, { noLocation: true });
  const [field, ...others] = operationOf(document).selectionSet.selections;
  return (
    document.definitions.length === 1 &&
    others.length === 0 &&
    field?.kind === Kind.FIELD &&
    field.name.value === ENTITIES &&
    field.alias === undefined
  );
}

/**
 * Puts operations that each ask for one list of entities beside each other, under aliases. Variables
 * are those of all, but for `names`, which each has for itself.
 */
export function combineOperations(
  operations: readonly string[],
  names: readonly string[] = [REPRESENTATIONS],
): CombinedOperation {
  const definitions = new Map<string, VariableDefinitionNode>();
  const fields: FieldNode[] = [];
  const parts = operations.map((text, i) => {
    const own = names.map((name) => `${name}_${i}`);
    const alias = `_e${i}`;
    const renamed = new Map(names.map((name, at) => [name, own[at] as string]));
    const definition = operationOf(renameVariables(parse(text, { noLocation: true }), renamed));
    for (const variable of definition.variableDefinitions ?? []) {
      definitions.set(variable.variable.name.value, variable);
    }
    const field = definition.selectionSet.selections[0] as FieldNode;
    fields.push({ ...field, alias: { kind: Kind.NAME, value: alias } });
    return { alias, own };
  });
  const query = print({
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    variableDefinitions: [...definitions.values()],
    selectionSet: { kind: Kind.SELECTION_SET, selections: fields },
  });
  return { query, parts };
}

function renameVariables(document: DocumentNode, names: ReadonlyMap<string, string>): DocumentNode {
  return visit(document, {
    Variable(node) {
      const value = names.get(node.name.value);
      return value === undefined ? undefined : { ...node, name: { kind: Kind.NAME, value } };
    },
  });
}

function operationOf(document: DocumentNode): OperationDefinitionNode {
  return getOperationAST(document) as OperationDefinitionNode;
}
