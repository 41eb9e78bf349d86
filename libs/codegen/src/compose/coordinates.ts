import {
  parse,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type NameNode,
} from 'graphql';

/** A type or a field as it is declared. */
export type Declaration = Extract<DefinitionNode, { readonly name: NameNode }> | Field;
type Field = FieldDefinitionNode | InputValueDefinitionNode;

/** What is declared at an offset: `Order.total`, or `Order` when it is in no field. */
export function coordinateAt(sdl: string, offset: number): string | undefined {
  const type = parse(sdl).definitions.find((definition) => contains(definition, offset));
  const name = type === undefined ? undefined : nameOf(type);
  if (type === undefined || name === undefined) return undefined;
  const field = fieldsOf(type).find((candidate) => contains(candidate, offset));
  return field === undefined ? name : `${name}.${field.name.value}`;
}

/** The declaration of a coordinate; of its type when the field is not there. */
export function nodeAt(document: DocumentNode, coordinate: string): Declaration | undefined {
  const [typeName, fieldName] = coordinate.split('.');
  for (const definition of document.definitions) {
    if (!isNamed(definition) || nameOf(definition) !== typeName) continue;
    return fieldsOf(definition).find(({ name }) => name.value === fieldName) ?? definition;
  }
  return undefined;
}

function isNamed(definition: DefinitionNode): definition is Exclude<Declaration, Field> {
  return 'name' in definition && definition.name !== undefined;
}

function nameOf(definition: DefinitionNode): string | undefined {
  return isNamed(definition) ? definition.name.value : undefined;
}

function fieldsOf(definition: DefinitionNode): readonly Field[] {
  return 'fields' in definition ? (definition.fields ?? []) : [];
}

function contains(node: DefinitionNode | Field, offset: number): boolean {
  return node.loc !== undefined && node.loc.start <= offset && offset < node.loc.end;
}
