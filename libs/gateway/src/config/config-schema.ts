import { z } from 'zod';
import { gatewayConfig } from './gateway-config.js';

/** A JSON Schema, as far as configurations need it. */
export interface ConfigSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, ConfigSchema>>;
  readonly additionalProperties?: ConfigSchema | boolean;
  readonly items?: ConfigSchema;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly ConfigSchema[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
}

/** The JSON Schema of gateway.yaml: editors complete and check by it. */
export function gatewayConfigSchema(): ConfigSchema {
  const schema = z.toJSONSchema(gatewayConfig, { io: 'input', target: 'draft-7' });
  return { title: 'Configuration of a gateway', ...schema } as ConfigSchema;
}

/** What stands at a path: keys of maps and indexes of lists. Undefined where nothing is known. */
export function schemaAt(
  root: ConfigSchema,
  path: readonly PropertyKey[],
): ConfigSchema | undefined {
  let at: ConfigSchema | undefined = root;
  for (const part of path) {
    if (at === undefined) return undefined;
    if (typeof part === 'number') at = at.items;
    else at = at.properties?.[String(part)] ?? entryOf(at);
  }
  return at;
}

/** What each entry of a map with names of its own looks like. */
export function entryOf({ additionalProperties }: ConfigSchema): ConfigSchema | undefined {
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}
