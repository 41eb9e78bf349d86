import {
  DIAGNOSTICS,
  generate,
  isWarning,
  renderDiagnostic,
  type Diagnostic,
  type DiagnosticCode,
} from '@metamorphosis/codegen';
import type { Case } from './case.ts';
import { DIRECTIVE_CASES, GRAPHQL_CASES } from './graphql-cases.ts';
import {
  COMMAND_CASES,
  COMPOSITION_CASES,
  ENTITY_CASES,
  EVENT_CASES,
  LIMIT_CASES,
  NAME_CASES,
} from './service-cases.ts';

/** The gallery, by chapter. */
export const CHAPTERS: Readonly<Record<string, readonly Case[]>> = {
  GraphQL: GRAPHQL_CASES,
  'Directives and links': DIRECTIVE_CASES,
  'Commands and results': COMMAND_CASES,
  'Limits of arguments': LIMIT_CASES,
  'Events and subscriptions': EVENT_CASES,
  Entities: ENTITY_CASES,
  'Names and owners': NAME_CASES,
  'Several services together': COMPOSITION_CASES,
};

/** A mistake with what the engine says of it. */
export interface Shown {
  readonly chapter: string;
  readonly case: Case;
  readonly diagnostics: readonly Diagnostic[];
}

/** Makes every mistake of the gallery. */
export async function gallery(): Promise<readonly Shown[]> {
  const shown: Shown[] = [];
  for (const [chapter, cases] of Object.entries(CHAPTERS)) {
    for (const one of cases) shown.push({ chapter, case: one, diagnostics: await diagnose(one) });
  }
  return shown;
}

/** The page docs/reference/sdl-errors.md. */
export function sdlErrorsPage(shown: readonly Shown[]): string {
  const chapters = Object.keys(CHAPTERS).map((chapter) => {
    const cases = shown.filter((one) => one.chapter === chapter).map(section);
    return `## ${chapter}\n\n${cases.join('\n\n')}`;
  });
  return `${HEAD}\n${index()}\n\n${chapters.join('\n\n')}\n`;
}

const HEAD = `# Mistakes in SDL

What codegen says of each kind of mistake. \`gregor codegen --check\` looks for them and writes nothing; \`gregor codegen\` and the
preset of graphql-codegen find the same ones before they write. All mistakes of all files are told in one run.

<!-- Written by \`npm run docs\` from the gallery in tools/docs/sdl-errors; a test compares it with the engine. -->

A mistake is one block: \`path:line:column CODE message\`, the line with a caret, and what to write instead.
`;

function index(): string {
  const rows = Object.entries(DIAGNOSTICS).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
  return ['| code | meaning |', '| --- | --- |', ...rows].join('\n');
}

function section({ case: { what, sdl }, diagnostics }: Shown): string {
  const files = Object.entries(filesOf(sdl)).map(
    ([service, text]) => `\`\`\`text\n# schema/${service}.graphql\n${text.trimEnd()}\n\`\`\``,
  );
  const said = diagnostics.map((one) => renderDiagnostic(one)).join('\n\n');
  return [`### ${what}`, ...files, `\`\`\`text\n${said}\n\`\`\``].join('\n\n');
}

async function diagnose({ sdl }: Case): Promise<readonly Diagnostic[]> {
  const files = Object.entries(filesOf(sdl)).map(([service, text]) => ({
    path: `schema/${service}.graphql`,
    text: `# schema/${service}.graphql\n${text.trimEnd()}\n`,
  }));
  const result = await generate(files);
  return result.ok ? [] : result.diagnostics;
}

function filesOf(sdl: Case['sdl']): Readonly<Record<string, string>> {
  return typeof sdl === 'string' ? { shop: sdl } : sdl;
}

/** Codes of mistakes in SDL that the gallery does not show; a warning is about code beside it. */
export function missingCodes(shown: readonly Shown[]): readonly DiagnosticCode[] {
  const seen = new Set(shown.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code)));
  return (Object.keys(DIAGNOSTICS) as DiagnosticCode[]).filter(
    (code) => !seen.has(code) && !isWarning({ code }),
  );
}
