import {
  Kind,
  parse,
  visit,
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import { UNCOMPOSED_DIRECTIVES } from '../model/known-directives.js';

/** Parses fields written as SDL. */
export function fields(sdl: string): readonly FieldDefinitionNode[] {
  const [definition] = parse(`type T { ${sdl} }`, { noLocation: true }).definitions;
  return definition?.kind === Kind.OBJECT_TYPE_DEFINITION ? (definition.fields ?? []) : [];
}

/** Parses one argument written as SDL. */
export function argument(sdl: string): NonNullable<FieldDefinitionNode['arguments']>[number] {
  const [found] = fields(`f(${sdl}): Int`)[0]?.arguments ?? [];
  if (found === undefined) throw new Error(`No argument in ${sdl}.`);
  return found;
}

/** Marks a type `@shareable` unless it is already. */
export function shareable(definition: ObjectTypeDefinitionNode): ObjectTypeDefinitionNode {
  if (definition.directives?.some(({ name }) => name.value === 'shareable') === true) {
    return definition;
  }
  const mark: ConstDirectiveNode = {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'shareable' },
  };
  return { ...definition, directives: [...(definition.directives ?? []), mark] };
}

/** Leaves out the directives of this platform, but for those named. */
export function withoutOwnDirectives<T extends DefinitionNode>(
  definition: T,
  keep: ReadonlySet<string> = new Set(),
): T {
  return visit<T>(definition, {
    Directive: ({ name }) =>
      UNCOMPOSED_DIRECTIVES.has(name.value) && !keep.has(name.value) ? null : undefined,
  });
}
