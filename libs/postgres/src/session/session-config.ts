import type pg from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';
import type { CompiledOptions } from '../options.js';
import { valueTypes } from './value-types.js';

/** Settings of the server that a kind of session starts with, by name. */
export type SessionSettings = Readonly<Record<string, string | number>>;

/** What node-postgres needs for a session of this store: everything unqualified lies in the service's schema. */
export function sessionConfig(
  options: CompiledOptions,
  settings: SessionSettings = {},
): pg.ClientConfig {
  const config = parseIntoClientConfig(options.url);
  const all: SessionSettings = { search_path: options.schema, timezone: 'UTC', ...settings };
  const flags = Object.entries(all).map(([name, value]) => `-c ${name}=${value}`);
  return {
    ...config,
    application_name: options.applicationName,
    options: [config.options, ...flags].filter(Boolean).join(' '),
    connectionTimeoutMillis: options.connectTimeoutMs,
    keepAlive: true,
    pipeline: true,
    types: valueTypes,
  };
}
