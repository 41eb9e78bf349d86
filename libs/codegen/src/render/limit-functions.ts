import {
  getNullableType,
  isInputObjectType,
  isListType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLType,
} from 'graphql';
import { hasLimits, limitsOf, type Limits } from '../model/limits.js';
import { camelCase, constantCase } from '../model/names.js';
import type { ServiceModel } from '../model/service-model.js';
import type { TsFile } from './ts-file.js';

const CHECKS = '@metamorphosis/core/checks';

type Limited = GraphQLArgument | GraphQLInputField;

/** The function for each rule, in the order in which they are asked. */
const RULES = {
  minItems: 'itemsAtLeast',
  maxItems: 'itemsAtMost',
  min: 'atLeast',
  max: 'atMost',
  exclusiveMin: 'above',
  exclusiveMax: 'below',
  multipleOf: 'multipleOf',
  minLength: 'longAtLeast',
  maxLength: 'longAtMost',
  pattern: 'matches',
  format: 'inFormat',
} as const satisfies Readonly<Record<keyof Limits, string>>;

/** Writes the functions that hold values against `@constraint` and `@oneOf`, each once. */
export class LimitFunctions {
  readonly #written = new Set<string>();
  readonly #blocks: string[] = [];

  constructor(
    private readonly service: ServiceModel,
    private readonly file: TsFile,
  ) {}

  get blocks(): readonly string[] {
    return this.#blocks;
  }

  /** The function for arguments of the type `name`; undefined when nothing in them is limited. */
  arguments(name: string, args: readonly GraphQLArgument[]): string | undefined {
    if (!hasLimits(this.service.schema, args)) return undefined;
    return this.once(name, () => this.statements(name, args));
  }

  private input(type: GraphQLInputObjectType): string {
    const fields = Object.values(type.getFields());
    return this.once(type.name, () => {
      const names = fields.map(({ name }) => `'${name}'`).join(', ');
      const one = type.isOneOf ? [`${this.use('exactlyOne')}(problems, value, [${names}]);`] : [];
      return [...one, ...this.statements(type.name, fields)];
    });
  }

  private statements(owner: string, fields: readonly Limited[]): readonly string[] {
    return fields.flatMap((field) => {
      const limits = limitsOf(this.service.schema, field);
      const place = `${constantCase(owner)}_${constantCase(field.name)}`;
      return this.value(`value.${field.name}`, field.name, field.type, limits, place);
    });
  }

  /** Statements for one value; those of a list go through its items. */
  private value(
    value: string,
    path: string,
    type: GraphQLType,
    limits: Limits,
    place: string,
  ): readonly string[] {
    const inner = getNullableType(type);
    if (isListType(inner)) {
      const { minItems, maxItems, ...ofItems } = limits;
      const own = this.rules(value, path, { minItems, maxItems }, place);
      const part = this.itemPart(inner.ofType);
      if (part !== undefined) {
        return [...own, `${this.use('eachItem')}(problems, '${path}', ${value}, ${part});`];
      }
      const body = this.value('item', '', inner.ofType, ofItems, place);
      if (body.length === 0) return own;
      const each = `${this.use('eachItem')}(problems, '${path}', ${value}, (item, problems) => { ${body.join('\n')} });`;
      return [...own, each];
    }
    if (isInputObjectType(inner)) {
      const part = this.itemPart(inner);
      return part === undefined
        ? []
        : [`${this.use('within')}(problems, '${path}', ${value}, ${part});`];
    }
    return this.rules(value, path, limits, place);
  }

  /** The function for an input that is limited. */
  private itemPart(type: GraphQLType): string | undefined {
    const inner = getNullableType(type);
    if (!isInputObjectType(inner)) return undefined;
    const limited =
      inner.isOneOf || hasLimits(this.service.schema, Object.values(inner.getFields()));
    return limited ? this.input(inner) : undefined;
  }

  private rules(
    value: string,
    path: string,
    limits: { readonly [Rule in keyof Limits]: Limits[Rule] | undefined },
    place: string,
  ): readonly string[] {
    return (Object.keys(RULES) as (keyof Limits)[]).flatMap((rule) => {
      const limit = limits[rule];
      if (limit === undefined) return [];
      return [
        `${this.use(RULES[rule])}(problems, '${path}', ${value}, ${this.limit(rule, limit, place)});`,
      ];
    });
  }

  private limit(rule: keyof Limits, limit: string | number, place: string): string {
    if (rule === 'format') return `'${limit}', ${this.use(`is${limit}`)}`;
    if (rule !== 'pattern') return String(limit);
    const name = `${place}_PATTERN`;
    if (!this.#written.has(name)) {
      this.#written.add(name);
      this.#blocks.push(`const ${name} = new RegExp(${JSON.stringify(limit)}, 'u');`);
    }
    return name;
  }

  private use(name: string): string {
    return this.file.value(name, CHECKS);
  }

  /** Inputs may contain themselves: the name is known before the body is written. */
  private once(type: string, body: () => readonly string[]): string {
    const name = `${camelCase(type)}Limits`;
    if (this.#written.has(name)) return name;
    this.#written.add(name);
    const statements = body().join('\n');
    const parameter = `value: ${this.file.type(type, './types.js')}`;
    this.#blocks.push(
      `function ${name}(${parameter}, problems: ${this.file.type('Problem', '@metamorphosis/core')}[]): void {\n${statements}\n}`,
    );
    return name;
  }
}
