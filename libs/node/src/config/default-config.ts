import { CONSUMER_FIELDS, type Field } from './fields.js';
import type { Catalogue } from './read-config.js';

const WIDTH = 34;

/** A configuration file that says nothing beyond the defaults: every consumer, with everything that can be said of it as a comment. */
export function defaultConfig(catalogue: Catalogue, schema: string): string {
  const lines = [
    `# yaml-language-server: $schema=${schema}`,
    '#',
    '# What this node runs: gregor node --config <this file>',
    '# A value that an operator has set stands above the environment, the environment above this file. Lines that',
    '# begin with "# " show a value that can be set; what is not set has its default.',
    '',
    `${'# name: node-1'.padEnd(WIDTH)} # Unique among all nodes. Default: the host name`,
    '',
    'services:',
  ];
  for (const [service, consumers] of catalogue) {
    lines.push(`  ${service}:`, '    consumers:');
    for (const { name, topics, group } of consumers) {
      lines.push(`      # reads ${topics.join(', ')} as the group ${group}`, `      ${name}:`);
      lines.push(...fieldLines(), '');
    }
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function fieldLines(): readonly string[] {
  let open = '';
  return CONSUMER_FIELDS.flatMap((field) => {
    const [first, second] = field.path;
    const head = second === undefined || first === open ? [] : [`        # ${first}:`];
    open = second === undefined ? '' : (first ?? '');
    return [...head, fieldLine(field)];
  });
}

function fieldLine({ path, example, meaning, fallback }: Field): string {
  const indent = '  '.repeat(path.length - 1);
  const left = `        # ${indent}${path.at(-1)}: ${example}`;
  return `${left.padEnd(WIDTH + 8)} # ${meaning} Default: ${fallback}`;
}
