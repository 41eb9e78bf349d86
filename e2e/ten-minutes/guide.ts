import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a reader of the guide does, in the order of the page. */
export type Step =
  | { readonly kind: 'run'; readonly command: string }
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  | { readonly kind: 'ask'; readonly operation: 'mutation' | 'subscription'; readonly text: string }
  | { readonly kind: 'see'; readonly answer: unknown };

const PAGE = join(import.meta.dirname, '../../docs/guides/ten-minutes.md');

/** The steps of docs/guides/ten-minutes.md: its code blocks. A block whose first line names a file is that file. */
export function guideSteps(): readonly Step[] {
  const page = readFileSync(PAGE, 'utf8');
  return [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, language, text = '']) =>
    stepsOf(language ?? '', text),
  );
}

function stepsOf(language: string, text: string): readonly Step[] {
  const path = /^(?:\/\/|#) (\S+\/\S+)\n/.exec(text)?.[1];
  if (path !== undefined) return [{ kind: 'write', path, text }];
  if (language === 'sh') {
    const commands = text.split('\n').filter(Boolean);
    return commands.map((command) => ({ kind: 'run', command }));
  }
  if (language === 'json') return [{ kind: 'see', answer: JSON.parse(text) as unknown }];
  const operation = /^(mutation|subscription)\b/.exec(text)?.[1];
  if (operation !== 'mutation' && operation !== 'subscription') {
    throw new Error(`A block of the guide is nothing that can be walked:\n${text}`);
  }
  return [{ kind: 'ask', operation, text }];
}
