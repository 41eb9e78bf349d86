import { DEFAULT_QUEUE } from '@metamorphosis/contract';
import { hasLimits } from '../model/limits.js';
import { camelCase } from '../model/names.js';
import type { CommandModel, EntityModel, ServiceModel } from '../model/service-model.js';
import { argsCheck, resultCheck } from './checks-file.js';
import { keyExpression } from './key-expression.js';
import { limitedFields, limitsCheck } from './limits-file.js';
import { olderFilesOf, versionLines } from './older-files.js';
import { servedEntities } from './resolvers-file.js';
import { doc } from './ts-doc.js';
import { TsFile } from './ts-file.js';
import { commandArgs } from './type-names.js';

const CORE = '@metamorphosis/core';

/** The const that describes a service: `ordersService`. */
export function serviceConst(service: ServiceModel): string {
  return `${camelCase(service.name)}Service`;
}

/** `service.ts`: the service as the runtime knows it. */
export function serviceFile(service: ServiceModel, hasBoard: boolean): TsFile {
  const file = new TsFile('service.ts', `${service.name} as the runtime knows it.`);
  const definition = file.type('ServiceDefinition', CORE);
  const events = service.events.map(({ name }) => file.value(name, './events.js'));
  const read = file.value('readFileSync', 'node:fs');
  file.add(
    `${doc('The service as its SDL declares it.')}export const ${serviceConst(service)}: ${definition} = {
      name: '${service.name}',
      subgraphSdl: sdl('schema.graphql'),
      eventsSdl: ${hasBoard ? "sdl('events.graphql')" : "''"},
      commands: [${service.commands.map((command) => commandLiteral(service, command, file)).join(', ')}],
      events: [${events.join(', ')}],
      queries: [${service.queries.map(({ name }) => `'${name}'`).join(', ')}],
      ${limitsOfFields(service, file)}entities: [${servedEntities(service).map(entityLiteral).join(', ')}],
    };`,
    `${doc('SDL stays among the sources: the same path leads there from src and from dist.')}function sdl(name: string): string {
      return ${read}(new URL(\`../../src/generated/\${name}\`, import.meta.url), 'utf8');
    }`,
  );
  return file;
}

function limitsOfFields(service: ServiceModel, file: TsFile): string {
  const limited = limitedFields(service);
  if (limited.length === 0) return '';
  const entries = limited.map(
    ({ field, type }) => `'${field}': ${file.value(limitsCheck(type), './limits.js')}`,
  );
  return `limits: { ${entries.join(', ')} },\n      `;
}

function commandLiteral(service: ServiceModel, command: CommandModel, file: TsFile): string {
  const { name, queue, timing, timeoutMs, expire, key, rejections } = command;
  const args = key === undefined ? '' : file.type(commandArgs(name), './types.js');
  const limits = hasLimits(service.schema, command.field.args)
    ? `\n    checkLimits: ${file.value(limitsCheck(commandArgs(name)), './limits.js')},`
    : '';
  const older = olderFilesOf(service, service, command);
  const versions = versionLines(command, older, file, ({ module }) => `./${module}.js`);
  const keyOf =
    key === undefined ? '' : `\n    keyOf: (args: ${args}) => ${keyExpression('args', key)},`;
  return `{
    service: '${service.name}',
    name: '${name}',
    type: '${service.name}.${name}',
    queue: '${queue ?? DEFAULT_QUEUE}',
    timing: [${timing.map((way) => `'${way}'`).join(', ')}],
    timeoutMs: ${timeoutMs},
    expire: ${String(expire)},${keyOf}
    checkArgs: ${file.value(argsCheck(name), './checks.js')},${versions}
    checkResult: ${file.value(resultCheck(name), './checks.js')},${limits}
    rejections: [${rejections.map((type) => `'${type}'`).join(', ')}],
  }`;
}

function entityLiteral({ name, keys, resolvedFields, loads }: EntityModel): string {
  const forms = keys.map((key) => `[${key.map((field) => `'${field}'`).join(', ')}]`);
  const fields = resolvedFields.map((field) => `'${field.name}'`);
  return `{
    name: '${name}',
    keys: [${forms.join(', ')}],
    resolvedFields: [${fields.join(', ')}],
    loads: ${String(loads)},
  }`;
}
