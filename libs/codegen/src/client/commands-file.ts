import { resultFieldName } from '../expand/command-names.js';
import { pascalCase } from '../model/names.js';
import { docOf } from '../render/ts-doc.js';
import { formatCode } from '../write/format.js';
import type { ClientCommand } from './client-command.js';

/** The map of commands that an application gives to `createClient`. */
export function commandsFile(commands: readonly ClientCommand[]): Promise<string> {
  const values = commands.flatMap(({ operations, timing }) => [
    ...(timing.includes('SYNC') ? [`${operations.call}Document`] : []),
    ...(timing.includes('ASYNC') ? [`${operations.submit}Document`] : []),
    `${operations.updates}Document`,
  ]);
  const types = commands.flatMap(({ operations, timing }) => [
    `${operations.updates}Subscription`,
    `${timing.includes('SYNC') ? operations.call : operations.submit}MutationVariables`,
  ]);
  const text = `
    // Generated from the schema by codegen; do not edit.
    // The commands of the schema, for createClient.

    import { defineCommand } from '@metamorphosis/client';
    import { ${values.join(', ')}, ${types.map((name) => `type ${name}`).join(', ')} } from './graphql.js';

    ${commands.map(answerType).join('\n')}

    export const commands = { ${commands.map(entry).join('\n')} };
  `;
  return formatCode(text, 'typescript');
}

function answerType({ name, operations }: ClientCommand): string {
  const field = `NonNullable<${operations.updates}Subscription['${resultFieldName(name)}']>`;
  return `type ${pascalCase(name)}Answer = NonNullable<${field}['result']>;`;
}

function entry(command: ClientCommand): string {
  const { name, timing, rejections, argument, operations } = command;
  const answer = `${pascalCase(name)}Answer`;
  const variables = `${timing.includes('SYNC') ? operations.call : operations.submit}MutationVariables`;
  const names = rejections.map((rejection) => `'${rejection}'`);
  const refusing = `{ readonly __typename: ${names.join(' | ')} }`;
  const [success, rejection] =
    rejections.length === 0
      ? [answer, 'never']
      : [`Exclude<${answer}, ${refusing}>`, `Extract<${answer}, ${refusing}>`];
  return `${docOf(command)}${name}: defineCommand<{
      input: ${argument === undefined ? `Omit<${variables}, 'idempotencyKey'>` : `${variables}['${argument}']`};
      success: ${success};
      rejection: ${rejection};
      timing: ${timing.map((one) => `'${one}'`).join(' | ')};
    }>({
      name: '${name}',
      argument: ${argument === undefined ? 'undefined' : `'${argument}'`},
      rejections: [${names.join(', ')}],
      call: ${timing.includes('SYNC') ? `${operations.call}Document` : 'undefined'},
      submit: ${timing.includes('ASYNC') ? `${operations.submit}Document` : 'undefined'},
      updates: ${operations.updates}Document,
    }),`;
}
