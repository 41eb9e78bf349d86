import {
  entryOf,
  gatewayConfigSchema,
  SHARED_VARIABLES,
  variableOf,
  type ConfigSchema,
} from '@metamorphosis/gateway';

/** The page docs/gateway-configuration.md: every key of gateway.yaml, in the order of the code. */
export function gatewayConfigurationPage(): string {
  return [
    '# Configuration of the gateway alone',
    '',
    'What `gateway.yaml` can say: `gregor gateway --config gateway.yaml`. `gregor gateway --schema` prints its JSON Schema for',
    'editors. Everything that is wrong keeps the gateway from starting and is named with its line. `<name>` stands for names of',
    'your own, `[]` for the entries of a list. `${env.NAME}` in a text is the value of that variable.',
    '',
    `The environment stands above the file: \`${variableOf(['listen', 'port'])}\` sets \`listen.port\`, lists are written with`,
    `commas. ${shared()} do so, too. Options of the command stand above both.`,
    '',
    '<!-- Written by `npm run docs`; a test compares it with the code. -->',
    '',
    '| key | is | default | meaning |',
    '| --- | --- | --- | --- |',
    ...rows(gatewayConfigSchema(), ''),
    '',
  ].join('\n');
}

function shared(): string {
  return Object.entries(SHARED_VARIABLES)
    .map(([variable, path]) => `\`${variable}\` (\`${path.join('.')}\`)`)
    .join(', ');
}

function rows(schema: ConfigSchema, prefix: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, below]) => {
    const path = prefix + key;
    const entry = entryOf(below);
    const inner = below.properties
      ? rows(below, `${path}.`)
      : entry?.properties
        ? rows(entry, `${path}.<name>.`)
        : below.items?.properties
          ? rows(below.items, `${path}[].`)
          : entry?.items?.properties
            ? rows(entry.items, `${path}.<name>[].`)
            : [];
    const { description } = below;
    const own = description === undefined && inner.length > 0 ? [] : [row(path, below)];
    return [...own, ...inner];
  });
}

function row(path: string, schema: ConfigSchema): string {
  const [meaning = '', said] = (schema.description ?? '').split(/ ?Default: /);
  const fallback = said?.replace(/\.$/, '') ?? defaultOf(schema);
  return `| \`${path}\` | ${kindOf(schema)} | ${fallback} | ${meaning.replaceAll('|', '\\|')} |`;
}

function defaultOf({ default: value }: ConfigSchema): string {
  const isPlain = ['string', 'number', 'boolean'].includes(typeof value);
  return isPlain ? `\`${value as string | number | boolean}\`` : '';
}

function kindOf(schema: ConfigSchema): string {
  const { type, enum: words, pattern, properties, items, anyOf } = schema;
  if (anyOf) return anyOf.map(kindOf).join(', ');
  if (typeof schema.const === 'string') return `\`${schema.const}\``;
  if (words) return words.map((word) => `\`${String(word)}\``).join(', ');
  if (properties) return 'map';
  if (type === 'object') return 'map by name';
  if (type === 'array') return items?.type === 'string' ? 'list of texts' : 'list';
  if (pattern?.includes('(ms|s|m|h|d)')) return 'time';
  if (type === 'integer') return 'whole number';
  return type === 'string' ? 'text' : (type ?? '');
}
