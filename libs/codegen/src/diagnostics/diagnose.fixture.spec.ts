import { generate } from '../generate.js';
import { renderDiagnostic } from './render-diagnostics.js';

const LINKS =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])';

/** What codegen says of these SDL files, as an author reads it. The second line is the first of the SDL. */
export async function diagnose(
  files: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const result = await generate(
    Object.entries(files).map(([name, sdl]) => ({
      path: `schema/${name}.graphql`,
      text: `${LINKS}\n${sdl.trim()}\n`,
    })),
  );
  return result.ok ? [] : result.diagnostics.map((one) => renderDiagnostic(one));
}
