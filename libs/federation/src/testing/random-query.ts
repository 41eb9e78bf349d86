import {
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';

/** A query made by chance, with its variables. */
export interface RandomQuery {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A generator of numbers in [0, 1) that repeats itself for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const IDS = ['ada', 'grace', 'alan', 'p1', 'p2', 'p3', 'b1', 'o1', 'o2', 'o3', 'nobody'];
// Names that stand in the way of keys and required fields, if anything lets them.
const ALIASES = ['id', 'name', 'price', 'weight', '__proto__', 'x', 'y', '_m0'];

/** Makes queries over a schema: aliases, arguments, variables, fragments, conditions, type names. */
export class QueryMaker {
  private variables: { name: string; type: string; value: unknown }[] = [];
  private fragments: string[] = [];

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly random: () => number,
    /** Values of arguments of type ID and String. */
    private readonly ids: readonly string[] = IDS,
    /** How likely something of a selection is deferred, and a fragment. */
    private readonly deferring = 0,
  ) {}

  next(): RandomQuery {
    this.variables = [];
    this.fragments = [];
    const body = this.selections(this.schema.getQueryType() as GraphQLCompositeType, 4);
    const head = this.variables.map(({ name, type }) => `$${name}: ${type}`).join(', ');
    const query = [`query Q${head && `(${head})`} ${body}`, ...this.fragments].join('\n');
    const variables = Object.fromEntries(this.variables.map(({ name, value }) => [name, value]));
    return { query, variables };
  }

  private chance(probability: number): boolean {
    return this.random() < probability;
  }

  private pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)] as T;
  }

  private selections(type: GraphQLCompositeType, depth: number): string {
    const parts: string[] = [];
    const count = 1 + Math.floor(this.random() * 3);
    const fields =
      isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
    const usable = fields.filter(
      ({ type: t, name }) => !name.startsWith('_') && (depth > 0 || isLeafType(getNamedType(t))),
    );
    for (let i = 0; i < count && usable.length > 0; i += 1)
      parts.push(this.field(this.pick(usable), depth));
    if (isAbstractType(type)) {
      for (const possible of this.schema.getPossibleTypes(type)) {
        if (this.chance(0.7)) parts.push(this.fragment(possible, depth));
      }
    } else if (this.chance(0.2)) {
      parts.push(this.fragment(type, depth));
    }
    if (parts.length === 0 || this.chance(0.15))
      parts.push(`${this.alias(0.3)}__typename${this.condition()}`);
    return `{ ${this.deferSome(parts).join(' ')} }`;
  }

  /** Puts what comes last into a deferred fragment. Draws nothing where nothing is deferred: queries of a seed stay the same. */
  private deferSome(parts: readonly string[]): readonly string[] {
    if (this.deferring === 0 || !this.chance(this.deferring)) return parts;
    const from = Math.floor(this.random() * parts.length);
    const directive = this.chance(0.7)
      ? '@defer'
      : `@defer(if: ${this.variable('Boolean!', this.chance(0.7))})`;
    return [...parts.slice(0, from), `... ${directive} { ${parts.slice(from).join(' ')} }`];
  }

  private fragment(type: GraphQLCompositeType, depth: number): string {
    const body = this.selections(type, depth);
    if (this.chance(0.6)) return `... on ${type.name}${this.directives()} ${body}`;
    const name = `F${this.fragments.length}`;
    this.fragments.push(`fragment ${name} on ${type.name} ${body}`);
    return `...${name}${this.directives()}`;
  }

  private directives(): string {
    const condition = this.condition();
    return this.deferring > 0 && this.chance(this.deferring) ? `${condition} @defer` : condition;
  }

  private field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const given = field.args.filter(
      ({ type, defaultValue }) =>
        (String(type).endsWith('!') && defaultValue === undefined) || this.chance(0.5),
    );
    const values = given.map((argument) => `${argument.name}: ${this.value(argument)}`);
    const args = values.length > 0 ? `(${values.join(', ')})` : '';
    const type = getNamedType(field.type);
    const body = isLeafType(type)
      ? ''
      : ` ${this.selections(type as GraphQLCompositeType, depth - 1)}`;
    return `${this.alias(0.25)}${field.name}${args}${this.condition()}${body}`;
  }

  private alias(probability: number): string {
    return this.chance(probability) ? `${this.pick(ALIASES)}: ` : '';
  }

  private condition(): string {
    if (this.chance(0.85)) return '';
    const directive = this.pick(['skip', 'include']);
    if (this.chance(0.3)) return ` @${directive}(if: ${this.chance(0.5)})`;
    return ` @${directive}(if: ${this.variable('Boolean!', this.chance(0.5))})`;
  }

  private value({ type }: GraphQLArgument): string {
    const named = getNamedType(type);
    if (isInputObjectType(named)) throw new Error('Queries of the shop take no input objects.');
    const value = isEnumType(named)
      ? this.pick(named.getValues()).name
      : named.name === 'Int'
        ? Math.floor(this.random() * 4)
        : named.name === 'Boolean'
          ? this.chance(0.5)
          : named.name === 'ID' || this.ids !== IDS
            ? this.pick(this.ids)
            : 'text';
    if (this.chance(0.5)) return this.variable(String(type), value);
    return isEnumType(named) ? String(value) : JSON.stringify(value);
  }

  private variable(type: string, value: unknown): string {
    const name = `v${this.variables.length}`;
    this.variables.push({ name, type, value });
    return `$${name}`;
  }
}
