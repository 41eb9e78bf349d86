import { Kind, parse, print, type ObjectTypeDefinitionNode } from 'graphql';
import type { SdlFile } from '../sources/sdl-file.js';
import { directive, stringArgument } from './directive-values.js';

/** An entity or an event that some service declares. */
export interface Neighbour {
  readonly path: string;
  /** What to write in another file to refer to it; empty for an event, which is not repeated. */
  readonly reference: string;
}

/** What the other files declare, to say better what to write in this one. */
export interface Neighbours {
  readonly entities: ReadonlyMap<string, Neighbour>;
  readonly events: ReadonlyMap<string, Neighbour>;
}

/** Looks through all files for what others may mean. Files that do not parse have nothing to say. */
export function neighboursIn(files: readonly SdlFile[]): Neighbours {
  const entities = new Map<string, Neighbour>();
  const events = new Map<string, Neighbour>();
  for (const { path, text } of files) {
    for (const type of objectTypes(text)) {
      const reference = referenceTo(type);
      if (reference !== undefined) entities.set(type.name.value, { path, reference });
      if (directive(type, 'event')) events.set(type.name.value, { path, reference: '' });
    }
  }
  return { entities, events };
}

function objectTypes(text: string): readonly ObjectTypeDefinitionNode[] {
  try {
    return parse(text, { noLocation: true }).definitions.flatMap((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION ? [definition] : [],
    );
  } catch {
    return [];
  }
}

/** `type Customer @key(fields: "id", resolvable: false) { id: ID! }` */
function referenceTo(type: ObjectTypeDefinitionNode): string | undefined {
  const key = directive(type, 'key');
  const fields = key === undefined ? undefined : stringArgument(key, 'fields')?.value;
  if (fields === undefined) return undefined;
  const names = fields.split(/[\s,]+/);
  const declared = (type.fields ?? []).filter(({ name }) => names.includes(name.value));
  const body = declared.map((field) => `${field.name.value}: ${print(field.type)}`).join(' ');
  return `type ${type.name.value} @key(fields: "${fields}", resolvable: false) { ${body} }`;
}
