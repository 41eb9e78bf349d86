import { basename } from 'node:path';
import type { Reporter } from '../diagnostics/reporter.js';
import { checkComposed } from '../rules/check-composed.js';
import { checkDefinitions } from '../rules/check-definitions.js';
import { checkFields } from '../rules/check-fields.js';
import { checkInterfaces } from '../rules/check-interfaces.js';
import { checkLimits } from '../rules/check-limits.js';
import { checkLinks } from '../rules/check-links.js';
import { checkNames } from '../rules/check-names.js';
import { checkRejections } from '../rules/check-rejections.js';
import type { SdlFile } from '../sources/sdl-file.js';
import { buildCommands } from './build-commands.js';
import { buildEntities } from './build-entities.js';
import { buildEvents } from './build-events.js';
import { buildSubscriptions } from './build-subscriptions.js';
import { fieldModels } from './field-models.js';
import { isReserved } from './names.js';
import type { Neighbours } from './neighbours.js';
import { parseSdl } from './parse-sdl.js';
import type { ServiceModel } from './service-model.js';

/** The name of the gateway's own subgraph, and of the topics of the platform. */
const PLATFORM = 'metamorphosis';
const SERVICE_NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** Reads one author's file; undefined when it is too broken to say anything more about it. */
export function buildService(
  file: SdlFile,
  neighbours: Neighbours,
  reporter: Reporter,
): ServiceModel | undefined {
  const name = basename(file.path, '.graphql');
  const nameless = whyNoName(name);
  if (nameless) reporter.file('SERVICE_NAME_INVALID', file.path, nameless.message, nameless.hint);
  const parsed = parseSdl(file, neighbours, reporter);
  if (parsed === undefined) return undefined;
  const { document, schema } = parsed;
  checkLinks(document, reporter);
  checkComposed(document, reporter);
  checkDefinitions(document, reporter);
  checkFields(document, schema, reporter);
  const service: ServiceModel = {
    name,
    path: file.path,
    document,
    schema,
    commands: buildCommands(schema, fieldModels(schema.getMutationType()), reporter),
    events: buildEvents(schema, reporter),
    entities: buildEntities(schema, reporter),
    queries: fieldModels(schema.getQueryType()),
    subscriptions: buildSubscriptions(
      schema,
      fieldModels(schema.getSubscriptionType()),
      neighbours,
      reporter,
    ),
  };
  checkNames(service, reporter);
  checkInterfaces(service, reporter);
  checkRejections(service, reporter);
  checkLimits(service, reporter);
  return service;
}

function whyNoName(name: string): { readonly message: string; readonly hint: string } | undefined {
  if (!SERVICE_NAME.test(name)) {
    const hint = 'write lower case letters, digits and single hyphens: orders.graphql';
    return { message: `"${name}" cannot name a service.`, hint };
  }
  const holder = name === PLATFORM ? 'this platform' : isReserved(name) ? 'TypeScript' : undefined;
  return holder === undefined
    ? undefined
    : { message: `"${name}" belongs to ${holder}.`, hint: 'choose another name for the file' };
}
