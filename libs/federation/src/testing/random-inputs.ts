import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import type { RandomQuery } from './random-query.js';

const LEAVES = ['Int', 'Float', 'String', 'Boolean', 'ID', 'Any', 'Mood', 'Size'];
const OBJECTS = ['Small', 'Middle', 'Large'];
const TEXTS = ['', 'RED', 'a "b" \\ c', 'line\n  line', '\u2028 \u{1F600} \u0007', '12', '$v0'];
const NUMBERS = [0, -1, 7, 2147483647, 0.1, -2.5e-7, 1e21, 5e300];
/** What is rarely right, whatever the type. */
const WRONG = [null, 1.5, 'text', true, 2147483648, {}, [], { unknown: 1 }, [[1]], 'RED'];

/** Draws input types, and queries that give values of them as literals and as variables. */
export class InputMaker {
  private variables: { name: string; type: string; value: unknown }[] = [];

  constructor(private readonly random: () => number) {}

  /** SDL of input objects, enums and a scalar of one's own. */
  types(): string {
    const known = [...LEAVES];
    const objects = OBJECTS.map((name) => {
      const fields = this.declared('f', 2 + this.below(3), known);
      known.push(name);
      return `input ${name} { ${fields} self: ${name} }`;
    });
    return ['scalar Any', 'enum Mood { RED BLUE }', 'enum Size { S M }', ...objects].join('\n');
  }

  /** The arguments of a field, as SDL. */
  arguments(): string {
    return this.declared('a', 1 + this.below(3), [...LEAVES, ...OBJECTS]);
  }

  /** A query of the fields of the root and of `thing`, each with arguments. */
  query(schema: GraphQLSchema): RandomQuery {
    this.variables = [];
    const body = `${this.fields(schema, 'Query')} thing { ${this.fields(schema, 'Thing')} }`;
    const head = this.variables.map(({ name, type }) => `$${name}: ${type}`).join(' ');
    const given = this.variables.filter(({ value }) => value !== undefined);
    return {
      query: `query Q${head && `(${head})`} { ${body} }`,
      variables: Object.fromEntries(given.map(({ name, value }) => [name, value])),
    };
  }

  private fields(schema: GraphQLSchema, name: string): string {
    const type = schema.getType(name);
    const all = isObjectType(type) ? Object.values(type.getFields()) : [];
    const asked = all.filter(({ args }) => args.length > 0);
    return asked
      .map((field) => {
        const args = field.args.flatMap(({ name: argument, type: of }) =>
          this.chance(isNonNullType(of) ? 0.99 : 0.8) ? `${argument}: ${this.literal(of)}` : [],
        );
        return field.name + (args.length > 0 ? `(${args.join(' ')})` : '');
      })
      .join(' ');
  }

  private declared(prefix: string, count: number, known: readonly string[]): string {
    const list = Array.from({ length: count }, (_, i) => {
      let type = this.pick(known);
      if (this.chance(0.3)) type = `[${type}${this.chance(0.4) ? '!' : ''}]`;
      if (this.chance(0.1)) type = `[${type}]`;
      if (this.chance(0.35)) type += '!';
      return `${prefix}${i}: ${type}${this.fallback(type)}`;
    });
    return list.join(' ');
  }

  /** Defaults are leaves and lists of leaves: those of objects would have to fit types that are made later. */
  private fallback(type: string): string {
    const leaf = type.replaceAll(/[[\]!]/g, '');
    if (OBJECTS.includes(leaf) || this.chance(0.6)) return '';
    const value = leaf === 'Mood' ? 'BLUE' : leaf === 'Size' ? 'S' : this.scalar(leaf, true);
    return ` = ${type.startsWith('[') && this.chance(0.5) ? `[${String(value)}]` : String(value)}`;
  }

  private literal(type: GraphQLInputType): string {
    if (this.chance(0.2)) return this.variable(type);
    if (this.chance(0.01)) return print(this.pick(WRONG));
    if (isNonNullType(type)) return this.literal(type.ofType);
    if (this.chance(0.04)) return 'null';
    if (isListType(type)) {
      if (this.chance(0.2)) return this.literal(type.ofType);
      return `[${this.some(() => this.literal(type.ofType)).join(' ')}]`;
    }
    if (isInputObjectType(type)) {
      const fields = this.shuffled(Object.values(type.getFields())).flatMap((field) =>
        this.isGiven(field) ? `${field.name}: ${this.literal(field.type)}` : [],
      );
      return `{ ${fields.join(' ')} }`;
    }
    if (isEnumType(type)) return this.pick(type.getValues()).name;
    if (type.name === 'Any') return this.chance(0.1) ? 'RED' : print(this.json(2));
    return String(this.scalar(type.name, true));
  }

  private value(type: GraphQLInputType): unknown {
    if (this.chance(0.015)) return this.pick(WRONG);
    if (isNonNullType(type)) return this.value(type.ofType) ?? this.value(type.ofType);
    if (this.chance(0.04)) return null;
    if (isListType(type)) {
      if (this.chance(0.2)) return this.value(type.ofType);
      return this.some(() => this.value(type.ofType));
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter((field) => this.isGiven(field));
      return Object.fromEntries(fields.map((field) => [field.name, this.value(field.type)]));
    }
    if (isEnumType(type)) return this.pick(type.getValues()).name;
    return type.name === 'Any' ? this.json(2) : this.scalar(type.name, false);
  }

  /** The variable stands for the type, or for one that may stand there, too. */
  private variable(type: GraphQLInputType): string {
    const name = `v${this.variables.length}`;
    const nullable = isNonNullType(type) && this.chance(0.2) ? String(type.ofType) : String(type);
    const strict = !nullable.endsWith('!') && this.chance(0.3) ? `${nullable}!` : nullable;
    const fallback = !isNonNullType(type) && this.chance(0.2) ? ' = null' : '';
    const given = this.chance(0.85) ? this.value(type) : undefined;
    this.variables.push({
      name,
      type: strict + (strict.endsWith('!') ? '' : fallback),
      value: given,
    });
    return `$${name}`;
  }

  /** `isText`: as GraphQL writes it; else as JSON has it. */
  private scalar(name: string, isText: boolean): unknown {
    const text = this.pick(TEXTS);
    const whole = this.pick([0, -1, 7, 2147483647]);
    if (name === 'Boolean') return this.chance(0.5);
    if (name === 'Int') return whole;
    if (name === 'Float') return this.chance(0.3) ? whole : this.pick(NUMBERS);
    if (name === 'ID' && this.chance(0.4)) return whole;
    if (!isText) return text;
    // A block of text loses its indentation, and what is empty around it.
    return this.chance(0.2) ? '"""\n  block\n    of "text"\n"""' : JSON.stringify(text);
  }

  private json(depth: number): unknown {
    const kinds = depth > 0 ? 6 : 4;
    const kind = this.below(kinds);
    if (kind === 0) return this.pick(TEXTS);
    if (kind === 1) return this.pick(NUMBERS);
    if (kind === 2) return this.chance(0.5);
    if (kind === 3) return null;
    if (kind === 4) return this.some(() => this.json(depth - 1));
    return Object.fromEntries(this.some((i) => [`k${i}`, this.json(depth - 1)] as const));
  }

  private isGiven({ name, type }: { name: string; type: GraphQLInputType }): boolean {
    if (name === 'self') return this.chance(0.15);
    return this.chance(isNonNullType(type) ? 0.99 : 0.7);
  }

  private some<T>(make: (index: number) => T): T[] {
    return Array.from({ length: this.below(4) }, (_, i) => make(i));
  }

  private shuffled<T>(list: readonly T[]): readonly T[] {
    return this.chance(0.5) ? list : [...list].reverse();
  }

  private chance(probability: number): boolean {
    return this.random() < probability;
  }

  private below(count: number): number {
    return Math.floor(this.random() * count);
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

/** JSON as a literal of GraphQL: names of fields without quotes. */
function print(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(print).join(' ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, inner]) => `${name}: ${print(inner)}`);
  return `{ ${fields.join(' ')} }`;
}
