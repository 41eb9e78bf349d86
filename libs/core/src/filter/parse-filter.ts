import { FilterSyntaxError, filterTokens, type FilterToken } from './filter-tokens.js';
import {
  comparisonsOf,
  operandsOf,
  type Filter,
  type FilterExpression,
  type FilterOperand,
  type FilterOperator,
} from './filter.js';

const OPERATORS: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>=']);

/**
 * Reads a filter: comparisons of fields of an event (`order.id`), arguments (`$below`) and values (`'text'`,
 * `3`, `true`, `null`, `[1, 2]`) by `= != < <= > >= IN`, joined by AND, OR, NOT and parentheses; AND binds
 * closer than OR. Throws FilterSyntaxError.
 */
export function parseFilter(text: string): Filter {
  const expression = new Parser(filterTokens(text)).whole();
  const operands = comparisonsOf(expression).flatMap(operandsOf);
  const names = operands.flatMap((one) => (one.kind === 'argument' ? [one.path[0]] : []));
  return { text, expression, argumentNames: new Set(names) };
}

class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly FilterToken[]) {}

  whole(): FilterExpression {
    const expression = this.or();
    const { kind, text } = this.token;
    if (kind !== 'end') {
      const hint = /^(and|or|not|in)$/i.test(text)
        ? `write ${text.toUpperCase()}`
        : 'write AND or OR between comparisons';
      throw this.unexpected(hint);
    }
    return expression;
  }

  private or(): FilterExpression {
    return this.joined('or', 'OR', () => this.and());
  }

  private and(): FilterExpression {
    return this.joined('and', 'AND', () => this.not());
  }

  private joined(
    kind: 'and' | 'or',
    word: string,
    operand: () => FilterExpression,
  ): FilterExpression {
    const first = operand();
    const operands = [first];
    while (this.takes(word)) operands.push(operand());
    return operands.length === 1 ? first : { kind, operands };
  }

  private not(): FilterExpression {
    if (this.takes('NOT')) return { kind: 'not', operand: this.not() };
    if (!this.takes('(')) return this.comparison();
    const inside = this.or();
    if (!this.takes(')')) throw this.unexpected('close the parenthesis');
    return inside;
  }

  private comparison(): FilterExpression {
    const left = this.operand();
    const negated = this.takes('NOT');
    const operator = this.operator(negated);
    const right = this.operand();
    const { start } = left;
    const { end } = right;
    const compare = { kind: 'compare', operator, left, right, start, end } as const;
    return negated ? { kind: 'not', operand: compare } : compare;
  }

  private operator(negated: boolean): FilterOperator {
    const { text } = this.token;
    if (this.takes('IN')) return 'IN';
    if (negated) throw this.unexpected('write IN behind NOT, or NOT in front of the comparison');
    if (!OPERATORS.has(text)) {
      throw this.unexpected('compare by =, !=, <, <=, >, >= or IN; of a Boolean write "= true"');
    }
    this.at += 1;
    return text as FilterOperator;
  }

  private operand(): FilterOperand {
    const { kind, text, start, end } = this.token;
    this.at += 1;
    if (kind === 'field') return { kind, path: pathOf(text), start, end };
    if (kind === 'argument') return { kind, path: pathOf(text.slice(1)), start, end };
    const literal = (value: string | number | boolean | null): FilterOperand => ({
      kind: 'literal',
      value,
      start,
      end,
    });
    if (kind === 'text') return literal(text.slice(1, -1));
    if (kind === 'number') return literal(Number(text));
    if (text === 'null') return literal(null);
    if (text === 'true' || text === 'false') return literal(text === 'true');
    if (text === '[') return this.list(start);
    this.at -= 1;
    throw this.unexpected(
      "write a field, an argument ($name) or a value ('text', 3, true, [1, 2])",
    );
  }

  private list(start: number): FilterOperand {
    const items: FilterOperand[] = [];
    do items.push(this.operand());
    while (this.takes(','));
    const { end } = this.token;
    if (!this.takes(']')) throw this.unexpected('close the list');
    return { kind: 'list', items, start, end };
  }

  private get token(): FilterToken {
    return this.tokens[this.at] as FilterToken;
  }

  /** Passes over a word or sign if it stands here. */
  private takes(text: string): boolean {
    const { token } = this;
    if (token.text !== text || (token.kind !== 'word' && token.kind !== 'sign')) return false;
    this.at += 1;
    return true;
  }

  private unexpected(hint: string): FilterSyntaxError {
    const { token } = this;
    const what = token.kind === 'end' ? 'It ends too early.' : `${token.text} is out of place.`;
    return new FilterSyntaxError(what, token, hint);
  }
}

function pathOf(text: string): readonly [string, ...string[]] {
  const [first = '', ...rest] = text.split('.');
  return [first, ...rest];
}
