import { buildASTSchema, Kind, parse, visit, type DocumentNode } from 'graphql';
import { errors } from '@metamorphosis/contract';
import { Reporter } from '../diagnostics/reporter.js';
import { buildEntities } from '../model/build-entities.js';
import { argumentNode } from '../model/directive-values.js';
import { withKnownDefinitions } from '../model/parse-sdl.js';
import type {
  CommandModel,
  EventModel,
  OlderFormModel,
  ServiceModel,
} from '../model/service-model.js';
import { directivesOf } from '../model/type-queries.js';
import { formOfCommand, formOfEvent } from './form-of.js';
import type { RecordForms } from './record-forms.js';

/** The name that a record's type has in an older form: `OrderPlacedV1`. */
export function formName(record: string, version: number): string {
  return `${record}V${version}`;
}

/** The service with the older forms of its records; reports a version whose predecessor nobody knows. */
export function withOlderForms(
  service: ServiceModel,
  forms: RecordForms,
  reporter: Reporter,
): ServiceModel {
  return {
    ...service,
    events: service.events.map((event) => {
      const [mark] = directivesOf(event.type, 'event');
      const older = olderForms(service, event, forms, () => {
        const node = mark && argumentNode(mark, 'version');
        if (node) unknownForm(service, event, node, reporter);
      });
      return { ...event, older };
    }),
    commands: service.commands.map((command) => {
      const older = olderForms(service, command, forms, () => {
        const node = argumentNode(command.directive, 'version');
        if (node) unknownForm(service, command, node, reporter);
      });
      return { ...command, older };
    }),
  };
}

/** The form of a record of today, as it is kept. */
export function formOfRecord(service: ServiceModel, record: EventModel | CommandModel): string {
  return 'field' in record ? formOfCommand(service, record) : formOfEvent(service, record);
}

function olderForms(
  service: ServiceModel,
  { name, version }: EventModel | CommandModel,
  forms: RecordForms,
  report: () => void,
): readonly OlderFormModel[] {
  const type = `${service.name}.${name}`;
  const kept = forms[type] ?? {};
  const known = Object.keys(kept).map(Number);
  const older = known.filter((one) => one < version).sort((a, b) => a - b);
  // Once no record of an older version is left its form may go; then the version of today is kept.
  const first = older[0] ?? (known.includes(version) ? version : 1);
  for (let one = first; one < version; one += 1) {
    if (!known.includes(one)) {
      report();
      return [];
    }
  }
  return older.map((one) => ({
    version: one,
    model: formModel(service, name, one, kept[one] as string),
  }));
}

function unknownForm(
  service: ServiceModel,
  { name, version }: EventModel | CommandModel,
  node: Parameters<Reporter['at']>[1],
  reporter: Reporter,
): void {
  reporter.at(
    'RECORD_FORM_UNKNOWN',
    node,
    `Nobody knows how ${service.name}.${name} looked before version ${version}: schema/records.json does not keep it.`,
    'run `gregor schema keep --from <commit>` with a commit in which it had its old form',
  );
}

/** A kept form as a service of its own, with the record under its versioned name. */
export function formModel(
  service: ServiceModel,
  record: string,
  version: number,
  sdl: string,
): ServiceModel {
  const path = `version ${version} of ${service.name}.${record}`;
  try {
    const document = renamed(parse(sdl), record, formName(record, version));
    const schema = buildASTSchema(withKnownDefinitions(document), { assumeValidSDL: true });
    const entities = buildEntities(schema, new Reporter());
    const none = { commands: [], events: [], queries: [], subscriptions: [] };
    return { name: service.name, path, document, schema, entities, ...none };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw errors.CONFIGURATION_INVALID([`${path} in schema/records.json is no SDL: ${why}`], {
      cause,
    });
  }
}

/** An event's type bears the version in its name; a command's field keeps its own. */
function renamed(document: DocumentNode, from: string, to: string): DocumentNode {
  return visit(document, {
    Name: (node, key, parent) => {
      const isType =
        key === 'name' &&
        parent !== undefined &&
        !Array.isArray(parent) &&
        'kind' in parent &&
        (parent.kind === Kind.NAMED_TYPE || parent.kind === Kind.OBJECT_TYPE_DEFINITION);
      return isType && node.value === from ? { ...node, value: to } : undefined;
    },
  });
}
