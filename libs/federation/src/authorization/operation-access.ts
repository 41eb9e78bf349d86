import {
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
} from 'graphql';
import { errors, type MetamorphosisError } from '@metamorphosis/contract';
import type { LoadedSupergraph } from '../engine/load-supergraph.js';
import { possibleTypes, type Requirement } from './access-rules.js';
import type { Grants } from './grants.js';

/** What one class of callers may not see of an operation. */
export interface Denials {
  /** Why a field is not told; undefined when it is. */
  ofField(type: string, field: string): MetamorphosisError | undefined;
  /** Why objects of a type are not told. */
  ofType(name: string): MetamorphosisError | undefined;
  /** The document without what is not told: nobody is asked for that. */
  withoutDenied(document: DocumentNode): DocumentNode;
}

/** What an operation demands of its callers. */
export interface OperationAccess {
  /** Equal for callers who may see the same of it. */
  keyOf(grants: Grants): string;
  /** Undefined when everything is told. */
  denialsOf(grants: Grants): Denials | undefined;
}

/** Finds what an operation demands; undefined when nothing in it is protected. */
export function operationAccess(
  { access, apiSchema }: LoadedSupergraph,
  document: DocumentNode,
): OperationAccess | undefined {
  if (access.isEmpty) return undefined;
  const demanded = new Map<string, Requirement>();
  const add = (list: readonly Requirement[]): void => {
    for (const one of list) demanded.set(JSON.stringify(one), one);
  };
  const info = new TypeInfo(apiSchema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field({ name }) {
        const parent = info.getParentType()?.name ?? '';
        for (const type of possibleTypes(apiSchema, parent)) {
          add(access.ofType(type));
          add(access.ofField(type, name.value));
        }
      },
    }),
  );
  const list = [...demanded.values()];
  if (list.length === 0) return undefined;
  const lacking = (grants: Grants): ReadonlySet<string> =>
    new Set(list.filter((one) => !grants.satisfies(one)).map((one) => JSON.stringify(one)));
  return {
    keyOf: (grants) => JSON.stringify([grants.isAuthenticated, ...lacking(grants)]),
    denialsOf(grants) {
      const missing = lacking(grants);
      if (missing.size === 0) return undefined;
      return denials({ access, apiSchema }, missing, grants.isAuthenticated);
    },
  };
}

function denials(
  { access, apiSchema }: Pick<LoadedSupergraph, 'access' | 'apiSchema'>,
  missing: ReadonlySet<string>,
  isAuthenticated: boolean,
): Denials {
  const denied = (list: readonly Requirement[], what: string): MetamorphosisError | undefined => {
    if (!list.some((one) => missing.has(JSON.stringify(one)))) return undefined;
    return isAuthenticated
      ? errors.FORBIDDEN([what])
      : errors.UNAUTHENTICATED([`${what} is not told to unknown callers. Send an access token.`]);
  };
  const ofField: Denials['ofField'] = (type, field) =>
    denied(access.ofField(type, field), `${type}.${field}`);
  const ofType: Denials['ofType'] = (name) => denied(access.ofType(name), name);
  return { ofField, ofType, withoutDenied: (document) => prune(document) };

  function prune(document: DocumentNode): DocumentNode {
    const isDenied = (name: string | undefined): boolean =>
      name !== undefined && ofType(name) !== undefined;
    const fragments = new Set(
      document.definitions.flatMap((node) =>
        node.kind === Kind.FRAGMENT_DEFINITION && isDenied(node.typeCondition.name.value)
          ? [node.name.value]
          : [],
      ),
    );
    const info = new TypeInfo(apiSchema);
    const pruned = visit(
      document,
      visitWithTypeInfo(info, {
        Field: {
          enter({ name }) {
            return ofField(info.getParentType()?.name ?? '', name.value) ? null : undefined;
          },
          leave(node) {
            // What is left of an object is that there is one.
            return node.selectionSet?.selections.length === 0 ? withTypename(node) : undefined;
          },
        },
        InlineFragment: {
          enter: ({ typeCondition }) => (isDenied(typeCondition?.name.value) ? null : undefined),
          leave: ({ selectionSet }) => (selectionSet.selections.length === 0 ? null : undefined),
        },
        FragmentSpread: ({ name }) => (fragments.has(name.value) ? null : undefined),
        FragmentDefinition: {
          enter: ({ name }) => (fragments.has(name.value) ? null : undefined),
          leave: (node) =>
            node.selectionSet.selections.length === 0 ? withTypename(node) : undefined,
        },
      }),
    );
    return withoutUnusedVariables(pruned);
  }
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function withTypename<T extends FieldNode | FragmentDefinitionNode>(node: T): T {
  return { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections: [TYPENAME] } };
}

/** What only a field used that is gone would be no valid variable any more. */
function withoutUnusedVariables(document: DocumentNode): DocumentNode {
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable({ name }) {
      used.add(name.value);
    },
  });
  return visit(document, {
    VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null),
  });
}
