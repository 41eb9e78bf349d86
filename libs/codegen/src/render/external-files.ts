import { reachOfEvents } from '../expand/reach.js';
import type { ServiceModel } from '../model/service-model.js';
import { CheckFunctions } from './check-functions.js';
import { eventChecks, finish } from './checks-file.js';
import { eventToken } from './events-file.js';
import type { IdTypes } from './id-types.js';
import { olderFiles } from './older-files.js';
import { TsFile } from './ts-file.js';
import { declare } from './type-declarations.js';
import { ownTypes } from './types-file.js';

/**
 * `external/<service>.ts` and its checks: the events of another service, to be handled.
 * Nullable fields may be missing: records that were written before a field was added lack it.
 */
export function externalFiles(
  owner: ServiceModel,
  reader: ServiceModel,
  idTypes: IdTypes,
): readonly TsFile[] {
  if (owner.events.length === 0) return [];
  const checksPath = `external/${owner.name}.checks.ts`;
  const checks = new TsFile(checksPath, `Says what is wrong with events of ${owner.name}.`);
  const functions = new CheckFunctions(owner, checks);
  finish(checks, functions, eventChecks(owner, functions, checks));

  const file = new TsFile(`external/${owner.name}.ts`, `Events of ${owner.name}, to be handled.`);
  for (const event of owner.events) {
    const from = `./${owner.name}.checks.js`;
    file.add(eventToken(owner, event, file, 'ForeignEventDefinition', from, reader));
  }
  const ids = idTypes.in(file);
  const reached = reachOfEvents(owner);
  for (const type of ownTypes(owner)) {
    if (reached.has(type.name)) file.add(...declare(owner, type, 'foreign', ids));
  }
  return [file, checks, ...olderFiles(owner, reader, idTypes)];
}
