import type { Schema } from '@apollo/federation-internals';
import {
  getArgumentValues,
  getNamedType,
  GraphQLError,
  isCompositeType,
  isListType,
  isNonNullType,
  Kind,
  OperationTypeNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { MetamorphosisError } from '@metamorphosis/contract';
import type { RequestContext, Variables } from '../engine/engine.js';
import { fragmentsOf, type ParsedOperation } from './parse-operation.js';

/** What `@cost` and `@listSize` say of a supergraph. */
export interface CostRules {
  /** Of a field or a type by its coordinate; undefined where nothing is said. */
  weight(coordinate: string): number | undefined;
  listSize(coordinate: string): ListSize | undefined;
}

interface ListSize {
  readonly assumedSize?: number;
  readonly slicingArguments?: readonly string[];
  readonly sizedFields?: readonly string[];
}

/** How an operation's cost is estimated where the schema says nothing. */
export interface CostOptions {
  /** The highest estimate that is executed. @default any */
  readonly max?: number;
  /** Entries that a list is taken to have. @default 10 */
  readonly listSize?: number;
  /** Told what an operation is taken to cost before anything is asked; an error refuses it. @default nobody is */
  readonly charge?: (
    context: RequestContext,
    cost: number,
  ) => Promise<MetamorphosisError | undefined>;
}

/** What holds where nothing else is said. */
export const DEFAULT_LIST_SIZE = 10;
/** A mutation costs more than what it yields. */
const MUTATION_COST = 10;

/** Reads the directives of IBM's cost specification from a supergraph. */
export function readCostRules(schema: Schema): CostRules {
  const weights = new Map<string, number>();
  const sizes = new Map<string, ListSize>();
  const feature = schema.coreFeatures?.getByIdentity('https://specs.apollo.dev/cost');
  const cost = feature?.directiveNameInSchema('cost');
  const listSize = feature?.directiveNameInSchema('listSize');
  const read = (coordinate: string, { appliedDirectives }: Element): void => {
    for (const applied of appliedDirectives) {
      const given = applied.arguments();
      if (applied.name === cost) weights.set(coordinate, Number(given['weight']));
      if (applied.name === listSize) sizes.set(coordinate, given);
    }
  };
  for (const type of feature ? schema.types() : []) {
    read(type.name, type);
    if (type.kind !== 'ObjectType' && type.kind !== 'InterfaceType') continue;
    for (const field of type.fields()) read(field.coordinate, field);
  }
  return { weight: (at) => weights.get(at), listSize: (at) => sizes.get(at) };
}

interface Element {
  readonly appliedDirectives: readonly {
    readonly name: string;
    arguments(): Readonly<Record<string, unknown>>;
  }[];
}

/**
 * Estimates what an operation costs with its variables, before anything is asked: each object 1 or
 * its `@cost`, times the entries of the lists around it, by `@listSize` or the assumed size.
 */
export function operationCost(
  { schema, rules }: { readonly schema: GraphQLSchema; readonly rules: CostRules },
  { document, operation }: ParsedOperation,
  { listSize = DEFAULT_LIST_SIZE }: Pick<CostOptions, 'listSize'> = {},
): (variables: Variables) => number {
  const fragments = fragmentsOf(document);
  const root = schema.getRootType(operation.operation) as GraphQLCompositeType;

  return (variables) => {
    const sizeOf = (node: FieldNode, field: Field, at: string): number | undefined => {
      const said = rules.listSize(at);
      if (!said) return undefined;
      const sliced = slices(said, node, field, variables);
      return sliced.length > 0 ? Math.max(...sliced) : said.assumedSize;
    };

    const ofSet = (
      set: SelectionSetNode,
      parent: GraphQLCompositeType,
      sized: ReadonlyMap<string, number>,
    ): number => {
      let sum = 0;
      for (const selection of set.selections) {
        if (selection.kind === Kind.FIELD) sum += ofField(selection, parent, sized);
        else {
          const inner =
            selection.kind === Kind.INLINE_FRAGMENT
              ? selection
              : fragments.get(selection.name.value);
          const name = inner?.typeCondition?.name.value;
          const type = name === undefined ? parent : schema.getType(name);
          if (inner && isCompositeType(type)) sum += ofSet(inner.selectionSet, type, sized);
        }
      }
      return sum;
    };

    const ofField = (
      node: FieldNode,
      parent: GraphQLCompositeType,
      sized: ReadonlyMap<string, number>,
    ): number => {
      const field = 'getFields' in parent ? parent.getFields()[node.name.value] : undefined;
      if (!field) return 0;
      const at = `${parent.name}.${field.name}`;
      const type = getNamedType(field.type);
      const said = sizeOf(node, field, at);
      const { sizedFields = [] } = rules.listSize(at) ?? {};
      const entries = isList(field.type)
        ? (sized.get(field.name) ?? (sizedFields.length === 0 ? said : undefined) ?? listSize)
        : 1;
      const own = rules.weight(at) ?? rules.weight(type.name) ?? (isCompositeType(type) ? 1 : 0);
      const below: ReadonlyMap<string, number> =
        said === undefined ? NO_SIZES : new Map(sizedFields.map((name) => [name, said]));
      const inner =
        node.selectionSet && isCompositeType(type) ? ofSet(node.selectionSet, type, below) : 0;
      return entries * (own + inner);
    };

    const base = operation.operation === OperationTypeNode.MUTATION ? MUTATION_COST : 0;
    return base + ofSet(operation.selectionSet, root, NO_SIZES);
  };
}

type Field = GraphQLField<unknown, unknown>;

const NO_SIZES: ReadonlyMap<string, number> = new Map();

function slices(
  { slicingArguments = [] }: ListSize,
  node: FieldNode,
  field: Field,
  variables: Variables,
): readonly number[] {
  if (slicingArguments.length === 0) return [];
  let given: Readonly<Record<string, unknown>>;
  try {
    given = getArgumentValues(field, node, variables);
  } catch (error) {
    // Execution will say what is wrong with them.
    if (error instanceof GraphQLError) return [];
    throw error;
  }
  return slicingArguments.flatMap((name) => {
    const value = given[name];
    return typeof value === 'number' ? [Math.max(0, value)] : [];
  });
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}
