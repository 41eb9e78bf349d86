import { isObjectType } from 'graphql';
import type { CommandModel, EventModel, ServiceModel } from '../model/service-model.js';
import type { MissingUpcast } from './missing-upcasts.js';
import { formModel, formName, formOfRecord } from './older-forms.js';
import { recordChanges, type RecordChange } from './record-changes.js';
import type { RecordForms } from './record-forms.js';

/** The forms to keep, or why not. */
export type KeptForms =
  | { readonly ok: true; readonly forms: RecordForms }
  | { readonly ok: false; readonly refused: readonly RecordChange[] };

/**
 * Adds the forms that the records of all services have now. What is kept of a version is replaced only by what reads it;
 * otherwise nothing is kept, and the changes are answered that want a new version. Records that are gone are forgotten.
 */
export function keepForms(kept: RecordForms, services: readonly ServiceModel[]): KeptForms {
  const refused: RecordChange[] = [];
  const entries = services.flatMap((service) =>
    [...service.events, ...service.commands].map((record) => {
      const type = `${service.name}.${record.name}`;
      const before = kept[type] ?? {};
      const known = before[record.version];
      const form = formOfRecord(service, record);
      if (known !== undefined && known !== form) refused.push(...misfits(service, record, known));
      return [type, { ...before, [record.version]: form }] as const;
    }),
  );
  return refused.length > 0
    ? { ok: false, refused }
    : { ok: true, forms: Object.fromEntries(entries) };
}

/**
 * How records change against what is kept of them: what `recordChanges` says, but for keys and queues, which are not kept.
 */
export function keptRecordChanges(
  kept: RecordForms,
  services: readonly ServiceModel[],
  missing: readonly MissingUpcast[],
): readonly RecordChange[] {
  return services.flatMap((service) =>
    [...service.events, ...service.commands].flatMap((record) => {
      const versions = kept[`${service.name}.${record.name}`] ?? {};
      const last = Math.max(...Object.keys(versions).map(Number));
      const known = versions[last];
      return known === undefined
        ? recordChanges([], [only(service, record)], missing)
        : compare(service, record, { version: last, sdl: known }, missing);
    }),
  );
}

/** What the kept form of a version has that code of today cannot read. */
function misfits(
  service: ServiceModel,
  record: EventModel | CommandModel,
  sdl: string,
): readonly RecordChange[] {
  const changes = compare(service, record, { version: record.version, sdl }, []);
  return changes.filter(({ level, reader }) => level === 'breaking' && reader === 'new');
}

function compare(
  service: ServiceModel,
  record: EventModel | CommandModel,
  { version, sdl }: { readonly version: number; readonly sdl: string },
  missing: readonly MissingUpcast[],
): readonly RecordChange[] {
  const old = formModel(service, record.name, version, sdl);
  const before =
    'field' in record
      ? only(old, { ...record, version, field: fieldIn(old, record) })
      : only(old, { ...record, version, type: typeIn(old, record, version) });
  return recordChanges([before], [only(service, record)], missing);
}

/** A service with one record. */
function only(service: ServiceModel, record: EventModel | CommandModel): ServiceModel {
  return 'field' in record
    ? { ...service, events: [], commands: [record] }
    : { ...service, events: [record], commands: [] };
}

function fieldIn(old: ServiceModel, { name, field }: CommandModel): CommandModel['field'] {
  return old.schema.getMutationType()?.getFields()[name] ?? field;
}

function typeIn(
  old: ServiceModel,
  { name, type }: EventModel,
  version: number,
): EventModel['type'] {
  const found = old.schema.getType(formName(name, version));
  return isObjectType(found) ? found : type;
}
