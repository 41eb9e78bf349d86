import { SETTINGS } from '@metamorphosis/wiring';

/** The page docs/configuration.md: every setting with its default and meaning, in the order of the code. */
export function configurationPage(): string {
  const rows = Object.values(SETTINGS).map(
    ({ env, fallback, meaning }) => `| \`${env}\` | ${fallback} | ${meaning} |`,
  );
  return [
    '# Configuration',
    '',
    'Processes are configured by environment variables. A wrong value keeps a process from starting, with a message that',
    'names every wrong variable at once. Times are milliseconds, sizes bytes.',
    '',
    '<!-- Written by `npm run docs`; a test compares it with the code. -->',
    '',
    '| variable | default | meaning |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
