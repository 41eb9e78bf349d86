import type { Subgraph } from './compose/compose-subgraphs.js';
import { reportComposition } from './compose/report-composition.js';
import type { Diagnostic } from './diagnostics/diagnostic.js';
import { Reporter } from './diagnostics/reporter.js';
import { withOlderForms } from './evolution/older-forms.js';
import type { RecordForms } from './evolution/record-forms.js';
import { boardSubgraph } from './expand/board-subgraph.js';
import { httpSubgraph } from './expand/http-subgraph.js';
import { buildService } from './model/build-service.js';
import { neighboursIn, type Neighbours } from './model/neighbours.js';
import type { ServiceModel } from './model/service-model.js';
import { renderService } from './render/render-service.js';
import { stubsOf } from './render/stubs.js';
import { checkSharedDirectives } from './rules/check-composed.js';
import { checkIdNames } from './rules/check-id-names.js';
import { checkOwners, checkRepeatedEntities } from './rules/check-owners.js';
import { checkSharedTypes } from './rules/check-shared-types.js';
import { GenerationCache } from './run/generation-cache.js';
import type { SdlFile } from './sources/sdl-file.js';
import type { GeneratedFile, Stub } from './write/generated-file.js';

/** What codegen makes of the SDL of all services: code, or the mistakes that stand in its way. */
export type Generation =
  | {
      readonly ok: true;
      readonly files: readonly GeneratedFile[];
      readonly stubs: readonly Stub[];
      /** The composed supergraph, as the gateway will compose it. */
      readonly supergraph: string;
      /** Names of the services. */
      readonly services: readonly string[];
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** A service with the SDL of its two subgraphs. */
export interface ExpandedService {
  readonly model: ServiceModel;
  readonly http: string;
  /** Empty when nothing of the service is answered from the board. */
  readonly board: string;
}

/** What all services declare, or the mistakes in it. */
export type Analysis =
  | {
      readonly ok: true;
      readonly services: readonly ExpandedService[];
      readonly supergraph: string;
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads the SDL of all services and composes them. All mistakes of a run are answered at once. Touches no file. Without
 * `forms` nothing is known, nor demanded, of older versions of records.
 */
export function analyse(
  sdlFiles: readonly SdlFile[],
  cache = new GenerationCache(),
  forms?: RecordForms,
): Analysis {
  const reporter = new Reporter();
  const neighbours = neighboursIn(sdlFiles);
  const models = sdlFiles
    .flatMap((file) => serviceOf(file, neighbours, reporter, cache) ?? [])
    .map((model) => (forms ? withOlderForms(model, forms, reporter) : model));
  checkOwners(models, reporter);
  checkRepeatedEntities(models, neighbours, reporter);
  checkSharedTypes(models, reporter);
  checkSharedDirectives(models, reporter);
  checkIdNames(models, reporter);
  if (reporter.failed) return { ok: false, diagnostics: reporter.diagnostics };

  const services = models.map((model) => ({
    model,
    http: httpSubgraph(model),
    board: boardSubgraph(model),
  }));
  const composition = cache.compose(services.flatMap(subgraphsOf));
  if ('errors' in composition) {
    reportComposition(composition.errors, services, reporter);
    return { ok: false, diagnostics: reporter.diagnostics };
  }
  return { ok: true, services, supergraph: composition.supergraph };
}

/** Makes code of the SDL of all services; where there is a mistake, there is no code. Touches no file. */
export async function generate(
  sdlFiles: readonly SdlFile[],
  cache = new GenerationCache(),
  forms: RecordForms = {},
): Promise<Generation> {
  const analysis = analyse(sdlFiles, cache, forms);
  if (!analysis.ok) return analysis;
  const { services, supergraph } = analysis;
  const models = services.map(({ model }) => model);
  const files = await renderFiles(services, cache);
  const stubs = await Promise.all(models.map((model) => stubsOf(model, models, cache.format)));
  return {
    ok: true,
    files,
    stubs: stubs.flat(),
    supergraph,
    services: models.map(({ name }) => name),
  };
}

/** The generated files of analysed services. */
export async function renderFiles(
  services: readonly ExpandedService[],
  cache: GenerationCache,
): Promise<readonly GeneratedFile[]> {
  const models = services.map(({ model }) => model);
  const files = services.map((service) => renderService(service, models, cache.format));
  return (await Promise.all(files)).flat();
}

/** Reads an author's file, unless that was done before and nothing that it speaks of has changed. */
function serviceOf(
  file: SdlFile,
  neighbours: Neighbours,
  reporter: Reporter,
  cache: GenerationCache,
): ServiceModel | undefined {
  const around = [[...neighbours.entities], [...neighbours.events]];
  const { model, diagnostics } = cache.once('service', [file, around], () => {
    const own = new Reporter();
    return { model: buildService(file, neighbours, own), diagnostics: own.diagnostics };
  });
  reporter.take(diagnostics);
  return model;
}

function subgraphsOf({ model, http, board }: ExpandedService): readonly Subgraph[] {
  const { name } = model;
  const overHttp = { name, url: `http://${name}`, sdl: http };
  return board === ''
    ? [overHttp]
    : [overHttp, { name: `${name}__events`, url: `board:${name}`, sdl: board }];
}
