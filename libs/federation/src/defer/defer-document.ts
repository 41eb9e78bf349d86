import {
  Kind,
  visit,
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  type InlineFragmentNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from '../operation/parse-operation.js';
import { DEFER, deferOf, labelOf, mayDefer } from './defer-directive.js';

/** One `@defer` of a document, wherever its fragment is spread. */
export interface DeferredPart {
  /** What the client calls it. */
  readonly label: string | undefined;
  /** The part that it stands in; undefined when it stands in none. */
  readonly parent: string | undefined;
}

/** A document in which every `@defer` has a label of its own. */
export interface LabelledDocument {
  readonly document: DocumentNode;
  /** By their own labels, outer ones first. */
  readonly parts: ReadonlyMap<string, DeferredPart>;
}

/** The document without `@defer`: everything is answered at once. */
export function withoutDefer(document: DocumentNode): DocumentNode {
  return visit(document, {
    Directive: ({ name }) => (name.value === DEFER ? null : undefined),
  });
}

/** Parts of an operation: with more, nothing is deferred. Fragments may multiply them. */
const MAX_PARTS = 100;

/**
 * Gives every `@defer` a label of its own. Fragments in which something is deferred are put in where
 * they are spread: the planner tells parts by their labels, and one that stands at two places is two.
 * Expects a document in which no variable decides any more whether something is deferred. Undefined
 * when nothing is, or too much.
 */
export function withOwnLabels(original: DocumentNode): LabelledDocument | undefined {
  const document = withoutSwitchedOff(original);
  const parts = new Map<string, DeferredPart>();
  const fragments = fragmentsOf(document);
  const defers = memoized((name: string): boolean => {
    const fragment = fragments.get(name);
    return fragment !== undefined && anyDeferIn(fragment.selectionSet, defers);
  });

  const inSet = (set: SelectionSetNode, parent: string | undefined): SelectionSetNode => ({
    ...set,
    selections: set.selections.map((selection) => {
      if (selection.kind === Kind.FIELD) {
        const { selectionSet } = selection;
        return selectionSet
          ? { ...selection, selectionSet: inSet(selectionSet, parent) }
          : selection;
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) return inFragment(selection, parent);
      const fragment = fragments.get(selection.name.value);
      const isPutIn = deferOf(selection) !== undefined || defers(selection.name.value);
      if (!fragment || !isPutIn || parts.size > MAX_PARTS) return selection;
      const { typeCondition, selectionSet } = fragment;
      const { directives = [] } = selection;
      return inFragment(
        { kind: Kind.INLINE_FRAGMENT, typeCondition, directives, selectionSet },
        parent,
      );
    }),
  });

  const inFragment = (
    fragment: InlineFragmentNode,
    parent: string | undefined,
  ): InlineFragmentNode => {
    const defer = deferOf(fragment);
    if (!defer) return { ...fragment, selectionSet: inSet(fragment.selectionSet, parent) };
    const own = `part${parts.size}`;
    parts.set(own, { label: labelOf(defer), parent });
    const directives = (fragment.directives ?? []).map((directive) =>
      directive === defer ? labelled(own) : directive,
    );
    return { ...fragment, directives, selectionSet: inSet(fragment.selectionSet, own) };
  };

  const definitions = document.definitions.flatMap((definition): DefinitionNode[] => {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      return [{ ...definition, selectionSet: inSet(definition.selectionSet, undefined) }];
    }
    const isGone = definition.kind === Kind.FRAGMENT_DEFINITION && defers(definition.name.value);
    return isGone ? [] : [definition];
  });
  if (parts.size === 0 || parts.size > MAX_PARTS) return undefined;
  return { document: { ...document, definitions }, parts };
}

/** The same with some of its parts; what the others would tell is told with what they stand in. */
export function keepParts(
  { document, parts }: LabelledDocument,
  kept: ReadonlySet<string>,
): LabelledDocument {
  const isGone = (node: DirectiveNode): boolean =>
    node.name.value === DEFER && !kept.has(labelOf(node) ?? '');
  const parentOf = (part: string | undefined): string | undefined => {
    const parent = part === undefined ? undefined : parts.get(part)?.parent;
    return parent === undefined || kept.has(parent) ? parent : parentOf(parent);
  };
  const rest = [...parts].filter(([part]) => kept.has(part));
  return {
    document: visit(document, { Directive: (node) => (isGone(node) ? null : undefined) }),
    parts: new Map(rest.map(([part, { label }]) => [part, { label, parent: parentOf(part) }])),
  };
}

function withoutSwitchedOff(document: DocumentNode): DocumentNode {
  return visit(document, {
    Directive: (node) => (node.name.value === DEFER && !mayDefer(node) ? null : undefined),
  });
}

function anyDeferIn(set: SelectionSetNode, inFragment: (name: string) => boolean): boolean {
  return set.selections.some((selection) => {
    if (selection.kind !== Kind.FIELD && deferOf(selection)) return true;
    if (selection.kind === Kind.FRAGMENT_SPREAD) return inFragment(selection.name.value);
    return selection.selectionSet !== undefined && anyDeferIn(selection.selectionSet, inFragment);
  });
}

function memoized(decide: (name: string) => boolean): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return (name) => {
    const decided = known.get(name) ?? decide(name);
    known.set(name, decided);
    return decided;
  };
}

function labelled(label: string): DirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: DEFER },
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: 'label' },
        value: { kind: Kind.STRING, value: label },
      },
    ],
  };
}
