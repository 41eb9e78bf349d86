import {
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Scalar,
} from 'yaml';
import type { z } from 'zod';
import { errors } from '@metamorphosis/contract';
import { didYouMean } from '@metamorphosis/core';
import { gatewayConfigSchema, schemaAt } from './config-schema.js';
import { readOverrides, type Override } from './environment.js';
import { gatewayConfig, type GatewayConfig } from './gateway-config.js';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** What a configuration is read from. What comes later stands above what comes before. */
export interface ConfigSources {
  /** A file: its name, for what is told of it, and its text. */
  readonly file?: { readonly name: string; readonly text: string } | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What the command line says. */
  readonly options?: readonly Override[];
}

/**
 * Reads the configuration of a gateway. Throws CONFIGURATION_INVALID that names everything that is
 * wrong: file, line and column or variable, key, and what is allowed.
 */
export function readGatewayConfig(sources: ConfigSources): GatewayConfig {
  return new GatewayConfigReader(sources).read();
}

class GatewayConfigReader {
  private readonly problems: string[] = [];
  private readonly lines = new LineCounter();
  private readonly schema = gatewayConfigSchema();
  private readonly document: Document | undefined;
  private overrides: readonly Override[] = [];

  constructor(private readonly sources: ConfigSources) {
    const { file } = sources;
    this.document = file && parseDocument(file.text, { lineCounter: this.lines });
  }

  read(): GatewayConfig {
    for (const { message, pos } of this.document?.errors ?? []) {
      this.problems.push(`${this.placeAt(pos[0])}: ${message.split('\n')[0]}`);
    }
    if (this.problems.length > 0) throw this.refusal();
    this.substitute();
    const { environment, options = [] } = this.sources;
    const raw: unknown = this.document?.toJS() ?? {};
    const read = readOverrides(environment, this.schema, raw);
    this.problems.push(...read.problems);
    this.overrides = [...read.overrides, ...options];
    for (const { path, value } of this.overrides) put(raw, path, value);
    const result = gatewayConfig.safeParse(raw);
    for (const issue of result.error?.issues ?? []) this.describe(issue, raw);
    if (!result.success || this.problems.length > 0) throw this.refusal();
    return result.data;
  }

  /** `${env.NAME}` in a text becomes the variable's value: keys do not belong into files. */
  private substitute(): void {
    if (!this.document) return;
    visit(this.document, {
      Scalar: (_, node: Scalar) => {
        if (typeof node.value !== 'string') return;
        node.value = node.value.replace(/\$\{env\.(\w+)\}/g, (whole, name: string) => {
          const value = this.sources.environment[name];
          if (value === undefined) {
            this.problems.push(
              `${this.placeAt(node.range?.[0] ?? 0)}: ${name} is not set. Set it.`,
            );
          }
          return value ?? whole;
        });
      },
    });
  }

  private describe(issue: Issue, raw: unknown): void {
    if (issue.code !== 'unrecognized_keys') {
      const value = valueAt(raw, issue.path);
      const missing = value === undefined;
      const scalar = typeof value !== 'object' || value === null;
      const what = missing
        ? 'is missing'
        : scalar
          ? `${JSON.stringify(value)} ${issue.message}`
          : issue.message;
      const meaning = schemaAt(this.schema, issue.path)?.description;
      this.problem(
        issue.path,
        missing ? undefined : 'value',
        `${what}.${meaning ? ` ${meaning}` : ''}`,
      );
      return;
    }
    const allowed = Object.keys(schemaAt(this.schema, issue.path)?.properties ?? {});
    for (const key of issue.keys) {
      const hint = didYouMean(key, allowed);
      const why = `is not known here: ${hint ? `${hint} ` : ''}allowed are ${allowed.join(', ')}`;
      this.problem([...issue.path, key], 'key', why);
    }
  }

  private problem(path: Path, what: 'key' | 'value' | undefined, why: string): void {
    const key = path.map(String).join('.');
    const override = this.overrides.find(
      ({ path: set }) =>
        set.join('.') === key || (what === 'value' && set.join('.').startsWith(`${key}.`)),
    );
    const where = override ? `${override.variable}: ${key}` : `${this.placeOf(path, what)}${key}`;
    this.problems.push(`${where || 'the file'}: ${why}`);
  }

  /** Of what stands at a path, or of the nearest thing around it. */
  private placeOf(path: Path, what: 'key' | 'value' | undefined): string {
    if (!this.sources.file) return '';
    if (what === 'key') {
      const parent: unknown = this.document?.getIn(path.slice(0, -1), true);
      const around = path.length === 1 ? this.document?.contents : parent;
      const pair = isMap(around)
        ? around.items.find(({ key }) => isScalar(key) && String(key.value) === path.at(-1))
        : undefined;
      if (isPair(pair) && isNode(pair.key)) return `${this.placeAt(pair.key.range?.[0] ?? 0)}: `;
    }
    for (let length = path.length; length > 0; length -= 1) {
      const node: unknown = this.document?.getIn(path.slice(0, length), true);
      if (isNode(node)) return `${this.placeAt(node.range?.[0] ?? 0)}: `;
    }
    return `${this.placeAt(0)}: `;
  }

  private placeAt(offset: number): string {
    const { line, col } = this.lines.linePos(offset);
    return `${this.sources.file?.name ?? ''}:${line}:${col}`;
  }

  private refusal(): Error {
    return errors.CONFIGURATION_INVALID([
      `The configuration of the gateway is not right:\n${this.problems.map((p) => `  ${p}`).join('\n')}`,
    ]);
  }
}

function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined,
    raw,
  );
}

function put(raw: unknown, path: readonly string[], value: unknown): void {
  let at = raw as Record<string, unknown>;
  for (const key of path.slice(0, -1)) {
    const next = at[key];
    at = (typeof next === 'object' && next !== null ? next : (at[key] = {})) as typeof at;
  }
  const last = path.at(-1) ?? '';
  if (value === undefined) delete at[last];
  else at[last] = value;
}
