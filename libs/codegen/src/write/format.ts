import { format } from 'oxfmt';

/** Its style is fixed, so that it does not change with an author's settings. */
const STYLE = { singleQuote: true, printWidth: 100, trailingComma: 'all' } as const;
const FILES = { typescript: 'generated.ts', graphql: 'generated.graphql' } as const;

/** Formats generated code. Rejects when the text is no code: that is a mistake of the renderer's. */
export async function formatCode(text: string, language: keyof typeof FILES): Promise<string> {
  const { code, errors } = await format(FILES[language], text, STYLE);
  const [first] = errors;
  if (first) throw new Error(`Generated code is none: ${first.codeframe ?? first.message}`);
  return code;
}
