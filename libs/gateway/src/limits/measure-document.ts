import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/** How large a document is. Fragments count wherever they are spread. */
export interface DocumentSize {
  /** Fields inside one another. */
  readonly depth: number;
  readonly aliases: number;
  /** Selection sets and values inside one another, whatever they are of. */
  readonly nesting: number;
  /** Fields of the operation's root. */
  readonly rootFields: number;
  /** As written: those of a fragment count once. */
  readonly directives: number;
}

/** Sizes of a selection set, its fragments included. */
interface Part {
  readonly depth: number;
  readonly nesting: number;
  readonly aliases: number;
  readonly fields: number;
}

/**
 * Measures the largest operation of a document that was parsed, and not validated yet: fragments may
 * be missing, or contain themselves, which validation tells of. Takes time in proportion to the
 * document, however often fragments are spread.
 */
export function measureDocument(document: DocumentNode): DocumentSize {
  const measure = createMeasure(document);
  let size: DocumentSize = { depth: 0, nesting: 0, aliases: 0, rootFields: 0, directives: 0 };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, aliases, fields, ...part } = measure.selections(definition.selectionSet);
    const defaults = (definition.variableDefinitions ?? []).map(({ defaultValue }) =>
      defaultValue ? nestingOf(defaultValue) : 0,
    );
    const nesting = Math.max(part.nesting, ...defaults);
    size = {
      depth: Math.max(size.depth, depth),
      nesting: Math.max(size.nesting, nesting),
      aliases: Math.max(size.aliases, aliases),
      rootFields: Math.max(size.rootFields, fields),
      directives: 0,
    };
  }
  return { ...size, directives: countDirectives(document) };
}

const NOTHING: Part = { depth: 0, nesting: 0, aliases: 0, fields: 0 };

function createMeasure(document: DocumentNode): { selections(set: SelectionSetNode): Part } {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  const known = new Map<string, Part>();
  const fragment = (name: string): Part => {
    const before = known.get(name);
    if (before) return before;
    // Whoever comes here again from inside gets this: a circle is not followed.
    known.set(name, NOTHING);
    const definition = fragments.get(name);
    const part = definition ? selections(definition.selectionSet) : NOTHING;
    known.set(name, part);
    return part;
  };
  const selections = (set: SelectionSetNode): Part => {
    let depth = 0;
    let nesting = 0;
    let aliases = 0;
    let fields = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const below = selection.selectionSet ? selections(selection.selectionSet) : NOTHING;
        depth = Math.max(depth, below.depth + 1);
        nesting = Math.max(
          nesting,
          below.nesting,
          valueNesting(selection.arguments),
          ...(selection.directives ?? []).map((directive) => valueNesting(directive.arguments)),
        );
        aliases += below.aliases + (selection.alias ? 1 : 0);
        fields += 1;
        continue;
      }
      const part =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selections(selection.selectionSet)
          : fragment(selection.name.value);
      depth = Math.max(depth, part.depth);
      nesting = Math.max(nesting, part.nesting);
      aliases += part.aliases;
      fields += part.fields;
    }
    return { depth, nesting: nesting + 1, aliases, fields };
  };
  return { selections };
}

/** How deeply the values of arguments are nested. */
function valueNesting(args: readonly { readonly value: ValueNode }[] | undefined): number {
  return Math.max(0, ...(args ?? []).map(({ value }) => nestingOf(value)));
}

function nestingOf(value: ValueNode): number {
  if (value.kind === Kind.LIST)
    return 1 + valueNesting(value.values.map((one) => ({ value: one })));
  return value.kind === Kind.OBJECT ? 1 + valueNesting(value.fields) : 0;
}

function countDirectives(document: DocumentNode): number {
  let count = 0;
  const add = ({ directives }: { readonly directives?: readonly unknown[] | undefined }): void => {
    count += directives?.length ?? 0;
  };
  const walk = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      add(selection);
      if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet) {
        walk(selection.selectionSet);
      }
    }
  };
  for (const definition of document.definitions) {
    if (
      definition.kind !== Kind.OPERATION_DEFINITION &&
      definition.kind !== Kind.FRAGMENT_DEFINITION
    ) {
      continue;
    }
    add(definition);
    definition.variableDefinitions?.forEach(add);
    walk(definition.selectionSet);
  }
  return count;
}
