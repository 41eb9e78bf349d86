import type { CommandModel, EventModel, ServiceModel } from '../model/service-model.js';
import { misreadings, type Misreading, type Side } from './misreadings.js';
import type { MissingUpcast } from './missing-upcasts.js';

/** How bad a change is: loses or parks records; does so unless the advice is followed; does neither. */
export type ChangeLevel = 'breaking' | 'dangerous' | 'safe';

/** A change of what lies on the log. */
export interface RecordChange {
  readonly level: ChangeLevel;
  /** The record's type: `orders.OrderPlaced`, `orders.placeOrder`. */
  readonly record: string;
  readonly message: string;
  /** What to do about it. */
  readonly advice?: string;
  /** Which code cannot read: new code what lies on the log, or old code what is written now. */
  readonly reader?: 'new' | 'old';
}

/**
 * How the records of all services change: whether new code reads the records that lie on the log, and old code, that still
 * runs while the new one is rolled out, reads new records. A record that has a new version is read by upcasts: `missing`
 * are those that nobody wrote. (The rules: docs/guides/evolution.md.)
 */
export function recordChanges(
  before: readonly ServiceModel[],
  after: readonly ServiceModel[],
  missing: readonly MissingUpcast[] = [],
): readonly RecordChange[] {
  const old = new Map(before.map((service) => [service.name, service]));
  const now = new Map(after.map((service) => [service.name, service]));
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names.flatMap((name) => [
    ...eventChanges(name, old.get(name), now.get(name), missing),
    ...commandChanges(name, old.get(name), now.get(name), missing),
  ]);
}

const RAISE = 'raise its version and write an upcast (docs/guides/evolution.md).';

const CONSUMERS_FIRST =
  'Deploy every consumer of it before whoever writes it, or add a new event beside it.';

function eventChanges(
  service: string,
  before: ServiceModel | undefined,
  after: ServiceModel | undefined,
  missing: readonly MissingUpcast[],
): readonly RecordChange[] {
  return byName<EventModel>(before?.events, after?.events).flatMap(([name, old, now]) => {
    const record = `${service}.${name}`;
    if (!old) return [{ level: 'safe', record, message: 'The event is new.' }];
    if (!now) {
      return [
        {
          level: 'dangerous',
          record,
          message: 'The event is gone: nobody handles what lies on the log.',
          advice: 'Remove it once every consumer has handled the last one.',
        },
      ];
    }
    const sides = [sideOf(before, old.type), sideOf(after, now.type)] as const;
    const form =
      old.version === now.version
        ? read(record, ...sides, `Let the field be nullable, or ${RAISE}`)
        : versionChange(record, old, now, missing);
    return [...form, ...keyChange(record, pathOf(old), pathOf(now))];
  });
}

function commandChanges(
  service: string,
  before: ServiceModel | undefined,
  after: ServiceModel | undefined,
  missing: readonly MissingUpcast[],
): readonly RecordChange[] {
  return byName<CommandModel>(before?.commands, after?.commands).flatMap(
    ([name, old, now]): readonly RecordChange[] => {
      const record = `${service}.${name}`;
      if (!old) return [{ level: 'safe', record, message: 'The command is new.' }];
      if (!now) {
        return [
          {
            level: 'dangerous',
            record,
            message:
              'The command is gone: those that are accepted and not handled become dead letters.',
            advice: 'Deprecate it first, and remove it once its queue is empty.',
          },
        ];
      }
      const form =
        old.version === now.version
          ? argumentChanges(record, old, before, now, after)
          : versionChange(record, old, now, missing);
      return [
        ...form,
        ...keyChange(record, pathOf(old), pathOf(now)),
        ...queueChange(record, old, now),
      ];
    },
  );
}

function argumentChanges(
  record: string,
  old: CommandModel,
  before: ServiceModel | undefined,
  now: CommandModel,
  after: ServiceModel | undefined,
): readonly RecordChange[] {
  const advice = `Let it be nullable until no command of the old form is on the log, or ${RAISE}`;
  const args = byName(old.field.args, now.field.args);
  return args.flatMap(([name, was, is]): readonly RecordChange[] => {
    if (was && is) {
      const sides = [sideOf(before, was.type), sideOf(after, is.type)] as const;
      return read(record, ...sides, advice, name);
    }
    if (is) {
      const isRequired = String(is.type).endsWith('!');
      return [
        isRequired
          ? {
              level: 'breaking',
              record,
              message: `${name} is missing in records on the log.`,
              advice,
              reader: 'new',
            }
          : {
              level: 'dangerous',
              record,
              message: `Workers that are not updated yet refuse the argument ${name}.`,
              advice: 'Deploy the workers of the service before its subgraph.',
              reader: 'old',
            },
      ];
    }
    return [
      {
        level: 'breaking',
        record,
        message: `New code refuses the argument ${name} of records on the log.`,
        advice: `Deprecate it first, and remove it once no command with it is on the log, or ${RAISE}`,
        reader: 'new',
      },
    ];
  });
}

/** Both directions. What lies on the log cannot be deployed anew, so that all of it counts. */
function read(
  record: string,
  old: Side,
  now: Side,
  advice: string,
  path = '',
): readonly RecordChange[] {
  const told = ({ path: at, why }: Misreading): string =>
    at === '' ? `it ${why}` : `${at} ${why}`;
  const backward = misreadings(old, now, path).map((one): RecordChange => ({
    level: 'breaking',
    record,
    message: `New code cannot read records on the log: ${told(one)}.`,
    advice,
    reader: 'new',
  }));
  const forward = misreadings(now, old, path).map((one): RecordChange => ({
    level: one.always ? 'breaking' : 'dangerous',
    record,
    message: `Code that is not updated yet cannot read new records: ${told(one)}.`,
    advice: one.always ? 'Keep the field until no code reads it any more.' : CONSUMERS_FIRST,
    reader: 'old',
  }));
  return [...backward, ...forward];
}

/** Another version: what was before is read by upcasts, what comes is not read by old code at all. */
function versionChange(
  record: string,
  old: EventModel | CommandModel,
  now: EventModel | CommandModel,
  missing: readonly MissingUpcast[],
): readonly RecordChange[] {
  if (now.version < old.version) {
    const message = `Its version falls from ${old.version} to ${now.version}: records on the log are newer than the code.`;
    return [{ level: 'breaking', record, message, advice: 'Versions only rise.', reader: 'new' }];
  }
  const own = missing.filter((one) => one.record === record);
  const isKept = now.older.some(({ version }) => version === old.version);
  const backward: readonly RecordChange[] = isKept
    ? own.map(({ service, version }) => ({
        level: 'breaking',
        record,
        message: `${service} has no upcast for records of version ${version} on the log.`,
        advice: `Run gregor codegen and fill in the stub in the upcasts of ${service}.`,
        reader: 'new',
      }))
    : [
        {
          level: 'breaking',
          record,
          message: `schema/records.json does not keep version ${old.version}, so that no upcast reads it.`,
          advice: 'Keep the form of each version until no record of it is on the log.',
          reader: 'new',
        },
      ];
  return [
    ...backward,
    {
      level: 'dangerous',
      record,
      message: `Code that is not updated yet parks records of version ${now.version}.`,
      advice: 'Deploy every consumer of it before whoever writes it.',
      reader: 'old',
    },
  ];
}

function keyChange(record: string, old: string, now: string): readonly RecordChange[] {
  if (old === now) return [];
  return [
    {
      level: 'dangerous',
      record,
      message: `The key changes from ${old} to ${now}: records of the two keys keep no order between them.`,
      advice: 'Let consumers handle all that is on the log before the change.',
    },
  ];
}

function queueChange(
  record: string,
  old: CommandModel,
  now: CommandModel,
): readonly RecordChange[] {
  const [was, is] = [old.queue ?? 'commands', now.queue ?? 'commands'];
  if (was === is) return [];
  return [
    {
      level: 'breaking',
      record,
      message: `It moves from the queue ${was} to ${is}: what lies in the old one is not handled any more.`,
      advice: 'Let the old queue run empty before the change.',
    },
  ];
}

function pathOf({ key }: Pick<CommandModel, 'key'>): string {
  return key ? `"${key.segments.join('.')}"` : 'none';
}

function sideOf(service: ServiceModel | undefined, type: Side['type']): Side {
  if (!service) throw new Error('A type without its service.');
  return { schema: service.schema, type };
}

function byName<T extends { readonly name: string }>(
  before: readonly T[] = [],
  after: readonly T[] = [],
): readonly (readonly [name: string, old: T | undefined, now: T | undefined])[] {
  const names = [...new Set([...before, ...after].map(({ name }) => name))];
  const find = (list: readonly T[], name: string): T | undefined =>
    list.find((one) => one.name === name);
  return names.map((name) => [name, find(before, name), find(after, name)] as const);
}
