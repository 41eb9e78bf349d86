import { camelCase, kebabCase, pascalCase } from '../model/names.js';
import type { CommandModel, ServiceModel } from '../model/service-model.js';
import { sampleArgs } from './sample-value.js';
import { TsFile } from './ts-file.js';

/** The beginning of a handler's spec: it is red until the handler is written. */
export function specStub(service: ServiceModel, command: CommandModel): TsFile {
  const { name } = command;
  const kebab = kebabCase(name);
  const file = new TsFile(`${kebab}/${kebab}.unit.spec.ts`);
  const kit = '@metamorphosis/testing';
  const run = file.value('test', 'vitest');
  const under = file.value('testService', kit);
  const module = file.value(camelCase(service.name), `../${service.name}.service.js`);
  const handler = file.value(pascalCase(name), `./${kebab}.handler.js`);
  const call = `${file.value('command', kit)}(${handler}, ${sampleArgs(command)})`;
  file.add(
    `${run}('${name} is handled', async () => {
      await using service = await ${under}(${module});
      // Say what is to come of it, and which events: .then({ ... }, [somethingHappened({ ... })])
      await service.when(${call}).then(${file.value('anything', kit)}(), []);
    });`,
  );
  return file;
}
