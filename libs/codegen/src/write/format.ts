import { format } from 'prettier';

/** Formats generated code; its style is fixed, so that it does not change with an author's settings. */
export function formatCode(text: string, parser: 'typescript' | 'graphql'): Promise<string> {
  return format(text, { parser, singleQuote: true, printWidth: 100, trailingComma: 'all' });
}
