import { isMap, isNode, isScalar, LineCounter, parseDocument, type Node, type YAMLMap } from 'yaml';
import { errors, type ConsumerDescription } from '@metamorphosis/contract';
import type { ConsumerSettings } from '../plan/consumer-plan.js';
import { contradictions } from './check-settings.js';
import { nodeName, type FieldType } from './field-types.js';
import { CONSUMER_FIELDS, settingsOf } from './fields.js';

/** The services of a project, with the consumers that their code declares. */
export type Catalogue = ReadonlyMap<string, readonly ConsumerDescription[]>;

/** What a configuration file says. */
export interface NodeConfig {
  /** The node's name. */
  readonly name?: string;
  /** The services that the node runs; undefined: not said. By consumer: its settings. */
  readonly services?: ReadonlyMap<string, Readonly<Record<string, ConsumerSettings>>>;
}

/**
 * Reads a configuration file. Throws CONFIGURATION_INVALID that names everything that is wrong: file,
 * line and column, key, and what is allowed.
 */
export function readConfig(file: string, text: string, catalogue: Catalogue): NodeConfig {
  return new ConfigReader(file, text, catalogue).read();
}

interface Entry {
  readonly key: string;
  readonly at: Node;
  readonly value: Node | null;
}

class ConfigReader {
  private readonly problems: string[] = [];
  private readonly lines = new LineCounter();

  constructor(
    private readonly file: string,
    private readonly text: string,
    private readonly catalogue: Catalogue,
  ) {}

  read(): NodeConfig {
    const document = parseDocument(this.text, { lineCounter: this.lines });
    for (const { message, pos } of document.errors) {
      this.problems.push(`${this.place(pos[0])}: ${message.split('\n')[0]}`);
    }
    const config = this.problems.length === 0 ? this.root(document.contents) : {};
    if (this.problems.length > 0) {
      throw errors.CONFIGURATION_INVALID([
        `The configuration is not right:\n${this.problems.map((p) => `  ${p}`).join('\n')}`,
      ]);
    }
    return config;
  }

  private root(contents: Node | null): NodeConfig {
    const entries = new Map(
      this.entries(contents, '', ['name', 'services']).map((entry) => [entry.key, entry]),
    );
    const name = entries.get('name');
    const services = entries.get('services');
    const named = name && this.scalar(name, 'name', nodeName);
    return {
      ...(named !== undefined && { name: named as string }),
      ...(services && { services: this.services(services.value) }),
    };
  }

  private services(at: Node | null): NonNullable<NodeConfig['services']> {
    const read = this.entries(at, 'services', [...this.catalogue.keys()]);
    return new Map(
      read.map(({ key: service, value }) => {
        const path = `services.${service}`;
        const [consumers] = this.entries(value, path, ['consumers']);
        return [service, this.consumers(service, consumers?.value ?? null, `${path}.consumers`)];
      }),
    );
  }

  private consumers(
    service: string,
    at: Node | null,
    path: string,
  ): Readonly<Record<string, ConsumerSettings>> {
    const known = this.catalogue.get(service) ?? [];
    const names = known.map(({ name }) => name);
    const read = this.entries(at, path, names).map(({ key, value }) => {
      const description = known.find(({ name }) => name === key) as ConsumerDescription;
      return [key, this.consumer(description, value, `${path}.${key}`)] as const;
    });
    return Object.fromEntries(read);
  }

  private consumer(
    description: ConsumerDescription,
    at: Node | null,
    path: string,
  ): ConsumerSettings {
    const values = new Map<string, unknown>();
    const nodes = new Map<string, Node>();
    const level = (node: Node | null, prefix: readonly string[]): void => {
      const here = CONSUMER_FIELDS.filter(
        (field) => prefix.every((part, i) => field.path[i] === part) && field.path[prefix.length],
      );
      const keys = [...new Set(here.map((field) => field.path[prefix.length] as string))];
      for (const entry of this.entries(node, [path, ...prefix].join('.'), keys)) {
        const own = [...prefix, entry.key];
        const field = here.find((one) => one.path.join() === own.join());
        if (!field) level(entry.value, own);
        else {
          const value = this.value(entry, [path, ...own].join('.'), field.type);
          values.set(own.join('.'), value);
          nodes.set(own.join('.'), entry.value ?? entry.at);
        }
      }
    };
    level(at, []);
    const settings = settingsOf(values);
    for (const { field, why } of contradictions(description, settings)) {
      this.problem(nodes.get(field), `${path}.${field}`, why);
    }
    return settings;
  }

  /** The entries of a map whose keys are known; what is not gets a problem, and is left out. */
  private entries(at: Node | null, path: string, allowed: readonly string[]): readonly Entry[] {
    if (at === null || (isScalar(at) && at.value === null)) return [];
    if (!isMap(at)) {
      this.problem(at, path || 'the file', `must be a map. Allowed keys: ${allowed.join(', ')}`);
      return [];
    }
    return (at as YAMLMap<Node, Node | null>).items.flatMap(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : String(key);
      if (allowed.includes(name)) return [{ key: name, at: key, value }];
      const full = path === '' ? name : `${path}.${name}`;
      this.problem(key, full, `is not known here. Allowed: ${allowed.join(', ')}`);
      return [];
    });
  }

  /** A value of a field; a map of the author's own names is read name by name, so that a problem has its place. */
  private value(entry: Entry, path: string, type: FieldType): unknown {
    const { entries } = type;
    if (!entries || !isMap(entry.value)) return this.scalar(entry, path, type);
    const { items } = entry.value as YAMLMap<Node, Node | null>;
    const read = items.flatMap(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : String(key);
      const raw: unknown = isNode(value) ? value.toJSON() : undefined;
      const own = entries.read(raw);
      if (own !== undefined) return [[name, own] as const];
      const shown = JSON.stringify(raw) ?? 'this';
      const why = `${shown} is not allowed. Allowed: ${entries.allowed}`;
      this.problem(value ?? key, `${path}.${name}`, why);
      return [];
    });
    return Object.fromEntries(read);
  }

  private scalar(
    { at, value }: Entry,
    path: string,
    type: { readonly read: (raw: unknown) => unknown; readonly allowed: string },
  ): unknown {
    const raw = isScalar(value) ? value.value : undefined;
    const read = type.read(raw);
    if (read === undefined) {
      const shown = isScalar(value) ? JSON.stringify(raw) : 'this';
      this.problem(value ?? at, path, `${shown} is not allowed. Allowed: ${type.allowed}`);
    }
    return read;
  }

  private problem(node: Node | undefined, path: string, why: string): void {
    this.problems.push(`${this.place(node?.range?.[0] ?? 0)}: ${path}: ${why}`);
  }

  private place(offset: number): string {
    const { line, col } = this.lines.linePos(offset);
    return `${this.file}:${line}:${col}`;
  }
}
