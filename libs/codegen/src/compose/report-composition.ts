import { getLocation, Kind, type GraphQLError } from 'graphql';
import type { Reporter } from '../diagnostics/reporter.js';
import type { ExpandedService } from '../generate.js';
import { coordinateAt, nodeAt, type Declaration } from './coordinates.js';

interface Place {
  readonly service: ExpandedService;
  readonly declaration: Declaration;
}

/** Reports why the subgraphs do not compose, at the author's lines where they can be found. */
export function reportComposition(
  errors: readonly GraphQLError[],
  services: readonly ExpandedService[],
  reporter: Reporter,
): void {
  const seen = new Set<string>();
  const clash = errors.some((error) => codeOf(error) === 'TYPE_KIND_MISMATCH');
  for (const error of errors) {
    const code = codeOf(error);
    // Two kinds under one name have no fields in common: that is said once.
    if (seen.has(error.message) || (clash && code === 'EMPTY_MERGED_INPUT_TYPE')) continue;
    seen.add(error.message);
    const message = `${messageOf(error)} (${code})`;
    const places = [...placesOfNodes(error, services), ...placesInText(error, services)];
    const place = mostTelling(code, places);
    if (place === undefined) {
      reporter.file('COMPOSITION', mentioned(error, services), message, HINTS[code]);
      continue;
    }
    const others = [...new Set(places.map(pathAndLine))].filter((p) => p !== pathAndLine(place));
    const also = others.length === 0 ? '' : `; see also ${others.join(', ')}`;
    reporter.at(
      'COMPOSITION',
      place.declaration,
      message,
      `${HINTS[code] ?? 'change it here, or in the other service'}${also}`,
    );
  }
}

const HINTS: Readonly<Record<string, string>> = {
  NO_QUERIES: 'write `type Query` with a field in it, in one of the services',
  INVALID_FIELD_SHARING:
    'let one service declare the field, or mark it @shareable in all of them if all answer the same',
  FIELD_TYPE_MISMATCH: 'write the same type in all services',
  FIELD_ARGUMENT_TYPE_MISMATCH: 'write the same arguments in all services',
  INPUT_FIELD_TYPE_MISMATCH: 'write the same type in all services',
  ENUM_VALUE_MISMATCH: 'write the same values in all services',
  EMPTY_MERGED_INPUT_TYPE: 'write the same fields in all services, or choose another name',
  TYPE_KIND_MISMATCH: 'choose another name in one of the services',
  SATISFIABILITY_ERROR:
    'give the type a @key that both services know, or declare the field in both',
};

/** One line, in the names that authors know: two subgraphs of a service are that service. */
function messageOf({ message }: GraphQLError): string {
  return message
    .replaceAll('__events"', '"')
    .replace(/"([\w-]+)" and "\1"/g, '"$1"')
    .replace(/\s+/g, ' ');
}

/** Values of an enum are mended where they are declared, not where the enum is used. */
function mostTelling(code: string, places: readonly Place[]): Place | undefined {
  const enums = places.filter(({ declaration }) => declaration.kind === Kind.ENUM_TYPE_DEFINITION);
  return (code === 'ENUM_VALUE_MISMATCH' ? enums.at(-1) : undefined) ?? places.at(-1);
}

function codeOf({ extensions }: GraphQLError): string {
  return typeof extensions['code'] === 'string' ? extensions['code'] : 'UNKNOWN';
}

/** Where the nodes that composition complains of stand in the authors' files. */
function placesOfNodes(
  error: GraphQLError,
  services: readonly ExpandedService[],
): readonly Place[] {
  return (error.nodes ?? []).flatMap((node) => {
    const { loc } = node;
    const name = loc?.source.name.replace(/__events$/, '');
    const service = services.find(({ model }) => model.name === name);
    if (loc === undefined || service === undefined) return [];
    const coordinate = coordinateAt(loc.source.body, loc.start);
    return coordinate === undefined ? [] : placeOf(service, coordinate);
  });
}

/** Where coordinates that a message names stand: errors of satisfiability have no nodes. */
function placesInText(error: GraphQLError, services: readonly ExpandedService[]): readonly Place[] {
  if ((error.nodes ?? []).length > 0) return [];
  const named = [...error.message.matchAll(/"(\w+\.\w+)"/g)].map(
    ([, coordinate = '']) => coordinate,
  );
  return named.flatMap((coordinate) => services.flatMap((service) => placeOf(service, coordinate)));
}

function placeOf(service: ExpandedService, coordinate: string): readonly Place[] {
  const declaration = nodeAt(service.model.document, coordinate);
  return declaration === undefined ? [] : [{ service, declaration }];
}

function mentioned(error: GraphQLError, services: readonly ExpandedService[]): string {
  const service =
    services.find(({ model }) => new RegExp(`\\b${model.name}\\b`).test(error.message)) ??
    services[0];
  return service?.model.path ?? '';
}

function pathAndLine({ service, declaration }: Place): string {
  const { loc } = declaration.name;
  const line = loc === undefined ? 1 : getLocation(loc.source, loc.start).line;
  return `${service.model.path}:${line}`;
}
