import { validate, version } from 'uuid';
import { newUuid } from './new-uuid.js';

declare const brand: unique symbol;
type Branded<T, B extends string> = T & { readonly [brand]: B };

/** Names one command for ever: `<service>.<uuid>`. */
export type CommandId = Branded<string, 'CommandId'>;
/** Names one record on the log. A command's record id is its command id. */
export type RecordId = Branded<string, 'RecordId'>;

/** The id of a command sent without an idempotency key. */
export function newCommandId(service: string): CommandId {
  return `${service}.${newUuid()}` as CommandId;
}

/** The id of a new event record. */
export function newRecordId(): RecordId {
  return newUuid() as RecordId;
}

/** Splits a command id, or answers undefined when `text` is none (UUID versions 7 and 8 only). */
export function parseCommandId(
  text: string,
): { service: string; uuid: string; id: CommandId } | undefined {
  const dot = text.lastIndexOf('.');
  if (dot < 1) return undefined;
  const uuid = text.slice(dot + 1);
  if (!validate(uuid) || (version(uuid) !== 7 && version(uuid) !== 8)) return undefined;
  return { service: text.slice(0, dot), uuid, id: text as CommandId };
}
