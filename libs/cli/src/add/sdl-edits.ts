import { Kind, parse, type DocumentNode, type ListValueNode } from 'graphql';

/** Text that is put into a file; everything around it stays as its author wrote it. */
interface Insertion {
  /** Offset in characters. */
  readonly at: number;
  readonly text: string;
}

const SPEC = 'https://metamorphosis.dev/spec/';

/** The SDL with a command: a field of Mutation with an input and a result of its own. */
export function withCommand(sdl: string, name: string): string {
  const document = parse(sdl);
  const type = name.charAt(0).toUpperCase() + name.slice(1);
  const field = [
    `  "${name}: say here what it does."`,
    `  ${name}("What it takes." input: ${type}Input!): ${type}Result! @command(key: "input.id")`,
    '',
  ].join('\n');
  const types = [
    `"What ${name} takes."`,
    `input ${type}Input {`,
    '  "What it is about. Commands of one id are handled in order."',
    '  id: ID!',
    '}',
    '',
    `"What comes of ${name}."`,
    `type ${type}Result {`,
    '  "What it was about."',
    '  id: ID!',
    '}',
    '',
  ].join('\n');
  return edited(sdl, [
    ...importOf(document, '@command'),
    fieldOf(document, sdl, 'Mutation', field),
    { at: sdl.length, text: `\n${types}` },
  ]);
}

/** The SDL with an event. */
export function withEvent(sdl: string, name: string): string {
  const type = [
    `"Published once ${name}: say here what has happened."`,
    `type ${name} @event(key: "id") {`,
    '  "What it happened to."',
    '  id: ID!',
    '}',
    '',
  ].join('\n');
  return edited(sdl, [
    ...importOf(parse(sdl), '@event'),
    { at: sdl.length, text: `${sdl.endsWith('\n') ? '' : '\n'}\n${type}` },
  ]);
}

/** A field at the end of a root type; the type at the end of the file when there is none. */
function fieldOf(document: DocumentNode, sdl: string, root: string, field: string): Insertion {
  const found = document.definitions.find(
    (definition) =>
      (definition.kind === Kind.OBJECT_TYPE_DEFINITION ||
        definition.kind === Kind.OBJECT_TYPE_EXTENSION) &&
      definition.name.value === root &&
      (definition.fields?.length ?? 0) > 0,
  );
  if (!found?.loc) return { at: sdl.length, text: `\ntype ${root} {\n${field}}\n` };
  const brace = found.loc.end - 1;
  const isOnItsLine = /\n[ \t]*$/.test(sdl.slice(0, brace));
  return { at: brace, text: isOnItsLine ? field : `\n${field}` };
}

/** What imports a directive of ours, if the file does not yet. */
function importOf(document: DocumentNode, directive: string): readonly Insertion[] {
  const extensions = document.definitions.filter(
    (definition) =>
      definition.kind === Kind.SCHEMA_EXTENSION || definition.kind === Kind.SCHEMA_DEFINITION,
  );
  const links = extensions.flatMap(({ directives = [] }) => directives);
  const ours = links.find(
    ({ name, arguments: args = [] }) =>
      name.value === 'link' &&
      args.some(
        ({ name: arg, value }) =>
          arg.value === 'url' && value.kind === Kind.STRING && value.value.startsWith(SPEC),
      ),
  );
  if (!ours?.loc) {
    const text = `extend schema @link(url: "${SPEC}v1.0", import: ["${directive}"])\n\n`;
    return [{ at: 0, text }];
  }
  const list = ours.arguments?.find(({ name }) => name.value === 'import')?.value;
  if (list?.kind !== Kind.LIST) {
    return [{ at: ours.loc.end - 1, text: `, import: ["${directive}"]` }];
  }
  return imports(list, directive) ? [] : [lastOf(list, directive)];
}

function imports({ values }: ListValueNode, directive: string): boolean {
  return values.some((value) => value.kind === Kind.STRING && value.value === directive);
}

function lastOf({ values, loc }: ListValueNode, directive: string): Insertion {
  const last = values.at(-1)?.loc;
  return last
    ? { at: last.end, text: `, "${directive}"` }
    : { at: (loc?.end ?? 1) - 1, text: `"${directive}"` };
}

function edited(text: string, insertions: readonly Insertion[]): string {
  // From the end, so that offsets stay true; of two at one place the later one stands behind.
  return [...insertions]
    .map((insertion, index) => ({ ...insertion, index }))
    .sort((a, b) => b.at - a.at || b.index - a.index)
    .reduce((all, { at, text: added }) => all.slice(0, at) + added + all.slice(at), text);
}
