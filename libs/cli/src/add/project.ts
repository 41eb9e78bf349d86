import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  analyse,
  readSdlFiles,
  renderDiagnostics,
  type Analysis,
  type SdlFile,
} from '@metamorphosis/codegen';
import { errors } from '@metamorphosis/contract';
import { didYouMean } from '@metamorphosis/core';
import { readCodegenConfig } from '../codegen/codegen-config.js';

type Models = readonly Extract<Analysis, { ok: true }>['services'][number]['model'][];

/** A project that something is added to. */
export interface Project {
  readonly root: string;
  /** The folder of the SDL, relative to the root. */
  readonly schema: string;
  /** The folder of all services, relative to the root. */
  readonly apps: string;
  readonly files: readonly SdlFile[];
  readonly models: Models;
}

/** Reads the project that `from` lies in. Rejects with CONFIGURATION_INVALID while its SDL has mistakes. */
export async function readProject(from: string): Promise<Project> {
  const { root, schema, out } = readCodegenConfig(from);
  const files = await readSdlFiles(schema, root).catch((cause: unknown) => {
    throw errors.CONFIGURATION_INVALID(
      [`No project here: ${resolve(root, schema)} cannot be read. Make one: gregor new <dir>`],
      { cause },
    );
  });
  return { root, schema, apps: out, files, models: modelsOf(files) };
}

/** The services of the SDL. Throws CONFIGURATION_INVALID with every mistake in it. */
export function modelsOf(files: readonly SdlFile[]): Models {
  const analysis = analyse(files);
  if (analysis.ok) return analysis.services.map(({ model }) => model);
  throw errors.CONFIGURATION_INVALID([
    `Nothing was written: the SDL would be wrong.\n\n${renderDiagnostics(analysis.diagnostics)}`,
  ]);
}

/** The SDL of a service. Throws CONFIGURATION_INVALID for one that is not there. */
export function sdlOf({ schema, files, models }: Project, service: string): SdlFile {
  const file = files.find(({ path }) => path === join(schema, `${service}.graphql`));
  if (file) return file;
  const names = models.map(({ name }) => name);
  const hint = didYouMean(service, names) ?? `${schema}/ has: ${names.join(', ')}`;
  throw errors.CONFIGURATION_INVALID([
    `There is no service "${service}"; ${hint}.`.replace('?.', '?'),
  ]);
}

/** The service that publishes an event. Throws CONFIGURATION_INVALID when none does. */
export function publisherOf({ models }: Project, event: string): string {
  const owner = models.find(({ events }) => events.some(({ name }) => name === event));
  if (owner) return owner.name;
  const known = models.flatMap(({ events }) => events.map(({ name }) => name));
  const hint = didYouMean(event, known) ?? `there are: ${known.join(', ') || 'none yet'}`;
  throw errors.CONFIGURATION_INVALID([
    `No service has an event ${event}; ${hint}.`.replace('?.', '?'),
  ]);
}

/** A file of the project; undefined when it is not there. */
export function readIfThere(root: string, path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined;
  }
}
