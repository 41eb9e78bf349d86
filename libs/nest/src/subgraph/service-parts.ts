import type { CommandUpdate } from '@metamorphosis/contract';
import type { CommandDefinition, CommandHandler, CommandSender, Upcast } from '@metamorphosis/core';

/**
 * What the author wrote for a service's subgraph, as the generated classes declare it:
 * - `queries`: one method `(args, context)` for each name in `definition.queries`;
 * - `entities`: by entity, `load(keys, context)` where the entity loads, and one method
 *   `(parents, args, context)` for each resolved field. All of them answer lists in the order of
 *   what they were asked for; `load` answers null for a key that it does not know;
 * - `commands`: by command, its handler (here only `authorize` and `validate` are called).
 */
export interface ServiceParts {
  readonly queries: object;
  readonly entities: Readonly<Record<string, object>>;
  readonly commands: Readonly<Record<string, CommandHandler<never, unknown, never>>>;
  readonly sender: CommandSender;
  readonly cancel: Cancel;
  /** How events of older versions are read. @default none */
  readonly upcasts?: readonly Upcast[];
}

/** Cancels a command that stands where `current` says. Throws TOO_LATE and UNAVAILABLE. */
export type Cancel = (
  current: CommandUpdate,
  definition: CommandDefinition,
) => Promise<CommandUpdate>;

/** A method of a part, called on it. */
export type PartMethod = (...args: unknown[]) => unknown;

/** The method `name` of `part`, bound to it; undefined when it has none. */
export function methodOf(part: object | undefined, name: string): PartMethod | undefined {
  const method: unknown = part === undefined ? undefined : Reflect.get(part, name);
  return typeof method === 'function' ? (method as PartMethod).bind(part) : undefined;
}
