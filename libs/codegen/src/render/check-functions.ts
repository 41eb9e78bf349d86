import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLType,
} from 'graphql';
import { camelCase, constantCase, identifier } from '../model/names.js';
import { SCALAR_FACTS, scalarFacts } from '../model/scalars.js';
import type { ServiceModel } from '../model/service-model.js';
import { entityOf, isEntity, isEvent, recordKey } from '../model/type-queries.js';
import type { TsFile } from './ts-file.js';

const CHECKS = '@metamorphosis/core/checks';

/** The function that checks values of a named type. */
type NameOf = (type: GraphQLNamedType) => string;

/** Up to so many names are compared one by one, which takes a fraction of the time that a set takes. */
const COMPARED_FIELDS = 8;

/** Names that checks import, or declare for every value. */
const TAKEN: ReadonlySet<string> = new Set([
  ...'checkOf each expected inside isFields name noOthers unknownField value problems item'.split(
    ' ',
  ),
  ...Object.keys(SCALAR_FACTS).map((name) => `is${name}`),
]);

interface CheckedField {
  readonly name: string;
  readonly type: GraphQLType;
}

/** Writes the functions that check values, each once, in the order in which they are asked for. */
export class CheckFunctions {
  readonly #written = new Set<string>();
  readonly #blocks: string[] = [];

  constructor(
    private readonly service: ServiceModel,
    private readonly file: TsFile,
  ) {}

  /** The functions, those first that others build on. */
  get blocks(): readonly string[] {
    return this.#blocks;
  }

  /** A function that checks an object of these fields; unknown fields are wrong when `closed`. */
  object(wanted: string, label: string, fields: readonly CheckedField[], closed: boolean): string {
    return this.once(wanted, (name) => {
      const statements = fields.flatMap((field) => {
        const statement = this.statement(`value.${field.name}`, field.name, field.type);
        return statement === '' ? [] : [statement];
      });
      const known = closed ? [this.closing(name, fields)] : [];
      return functionOf(name, [this.isFields(label), ...statements, ...known]);
    });
  }

  /** A check of what a command answers: unlike elsewhere, entities bear nothing but their key. */
  outcome(name: string, type: GraphQLType): string {
    return this.whole(type, (named) => {
      if (isEntity(named)) return this.entity(named, true);
      if (!isAbstractType(named)) return this.named(named);
      return this.abstract(name, named, (member) =>
        isEntity(member) ? this.entity(member, true) : this.named(member),
      );
    });
  }

  /** A check of a value of any type, as an expression. */
  private whole(type: GraphQLType, nameOf: NameOf): string {
    const inner = getNullableType(type);
    if (isNonNullType(type) && !isListType(inner) && !isScalarType(inner) && !isEnumType(inner)) {
      return nameOf(inner as GraphQLNamedType);
    }
    return `(item, problems) => { ${this.statement('item', '', type, nameOf)} }`;
  }

  /** A statement that checks one value. */
  private statement(
    value: string,
    path: string,
    type: GraphQLType,
    nameOf: NameOf = (named) => this.named(named),
  ): string {
    const inner = getNullableType(type);
    const check = this.present(value, path, inner, nameOf);
    if (check === '') return isNonNullType(type) ? this.notNull(value, path, inner) : '';
    if (isNonNullType(type)) return check;
    return check.startsWith('if (')
      ? check.replace('if (', `if (${value} != null && `)
      : `if (${value} != null) ${check}`;
  }

  private present(value: string, path: string, type: GraphQLType, nameOf: NameOf): string {
    if (isListType(type)) {
      const item = this.whole(type.ofType as GraphQLType, nameOf);
      return `${this.use('each')}(problems, '${path}', '${String(type)}', ${value}, ${item});`;
    }
    const named = getNamedType(type);
    const wrong = this.isWrong(value, named);
    if (wrong === undefined) {
      const check = nameOf(named);
      return path === ''
        ? `${check}(${value}, problems);`
        : `${this.use('inside')}(problems, '${path}', ${value}, ${check});`;
    }
    return wrong === '' ? '' : `if (${wrong}) ${this.expected(path, named.name, value)};`;
  }

  private named(type: GraphQLNamedType): string {
    if (isEntity(type)) return this.entity(type, false);
    if (isAbstractType(type)) {
      return this.abstract(camelCase(type.name), type, (member) => this.named(member));
    }
    const fields = isObjectType(type) || isInputObjectType(type) ? type.getFields() : {};
    const list: readonly (CheckedField | GraphQLInputField)[] = Object.values(fields);
    const name = isEvent(type) ? `${camelCase(type.name)}Data` : camelCase(type.name);
    return this.object(name, type.name, list, isInputObjectType(type));
  }

  private entity(type: GraphQLNamedType, closed: boolean): string {
    const entity = entityOf(this.service, type.name);
    const fields = recordKey(entity).flatMap((name) => entity.type.getFields()[name] ?? []);
    return this.once(`${camelCase(type.name)}${closed ? 'Key' : 'Ref'}`, (name) => {
      const statements = fields.map((field) =>
        this.statement(`value.${field.name}`, field.name, field.type),
      );
      const known = closed ? [this.closing(name, [{ name: '__typename' }, ...fields])] : [];
      return functionOf(name, [this.isFields(`key of ${type.name}`), ...statements, ...known]);
    });
  }

  private abstract(
    wanted: string,
    type: GraphQLNamedType,
    check: (member: GraphQLNamedType) => string,
  ): string {
    const possible = isAbstractType(type) ? this.service.schema.getPossibleTypes(type) : [];
    return this.once(wanted, (name) => {
      const cases = possible.map(
        (member) => `case '${member.name}': return ${check(member)}(value, problems);`,
      );
      const names = possible.map((member) => member.name).join(' or ');
      return functionOf(name, [
        this.isFields(type.name),
        `switch (value.__typename) { ${cases.join('\n')}
          default: ${this.expected('__typename', names, 'value.__typename')}; }`,
      ]);
    });
  }

  private isWrong(value: string, type: GraphQLNamedType): string | undefined {
    if (isEnumType(type)) return `!${this.enumValues(type.name)}.has(${value})`;
    if (!isScalarType(type)) return undefined;
    switch (type.name) {
      case 'ID':
      case 'String':
        return `typeof ${value} !== 'string'`;
      case 'Boolean':
        return `typeof ${value} !== 'boolean'`;
      case 'JSON':
        return '';
      default:
        return scalarFacts(type.name) === undefined
          ? ''
          : `!${this.use(`is${type.name}`)}(${value})`;
    }
  }

  private enumValues(name: string): string {
    const type = this.service.schema.getType(name);
    const values = isEnumType(type) ? type.getValues().map((value) => `'${value.name}'`) : [];
    return this.once(
      constantCase(name),
      () => `const ${constantCase(name)}: ReadonlySet<unknown> = new Set([${values.join(', ')}]);`,
    );
  }

  private closing(name: string, fields: readonly { readonly name: string }[]): string {
    if (fields.length <= COMPARED_FIELDS) {
      const others = fields.map((field) => `name !== '${field.name}'`).join(' && ') || 'true';
      return `for (const name in value) { if (${others}) ${this.use('unknownField')}(problems, name); }`;
    }
    const known = `${constantCase(name)}_FIELDS`;
    const names = fields.map((field) => `'${field.name}'`).join(', ');
    this.once(known, () => `const ${known}: ReadonlySet<string> = new Set([${names}]);`);
    return `${this.use('noOthers')}(problems, value, ${known});`;
  }

  private isFields(label: string): string {
    return `if (!${this.use('isFields')}(value)) return ${this.expected('', label, 'value')};`;
  }

  private notNull(value: string, path: string, type: GraphQLType): string {
    return `if (${value} == null) ${this.expected(path, `${String(type)}!`, value)};`;
  }

  private expected(path: string, label: string, value: string): string {
    return `${this.use('expected')}(problems, '${path}', '${label}', ${value})`;
  }

  private use(name: string): string {
    return this.file.value(name, CHECKS);
  }

  /** Types may contain themselves: the name is known before the body is written. */
  private once(wanted: string, body: (name: string) => string): string {
    const name = identifier(wanted, TAKEN);
    if (this.#written.has(name)) return name;
    this.#written.add(name);
    this.#blocks.push(body(name));
    return name;
  }
}

function functionOf(name: string, statements: readonly string[]): string {
  return `function ${name}(value: unknown, problems: Problem[]): void {\n${statements.join('\n')}\n}`;
}
