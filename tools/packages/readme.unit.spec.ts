import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { readJson, root } from '../workspace/projects.ts';
import { libraries } from './libraries.ts';

const names = libraries().map(({ folder }) => folder);

function readme(folder: string): string {
  const path = join(root, folder, 'README.md');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function blocks(folder: string): readonly string[] {
  return [...readme(folder).matchAll(/^```(?:tsx?|sh)\n([\s\S]*?)^```$/gm)].map(
    ([, code = '']) => code,
  );
}

/** Examples that stand by themselves: they import packages, and no files. Others show a detail of an author's code. */
const examples = new Map(
  names.flatMap((folder) =>
    blocks(folder)
      .filter((code) => code.startsWith('import ') && !/ from '\./.test(code))
      .map((code, index) => [join(root, folder, `readme-${index}.tsx`), code] as const),
  ),
);

test.each(names)('the README of %s names the package and has an example', (folder) => {
  const { name } = readJson<{ name: string }>(`${folder}/package.json`);
  expect(readme(folder).split('\n')[0]).toBe(`# ${name}`);
  expect(blocks(folder)).not.toEqual([]);
});

test('the examples of READMEs fit what the packages offer', { timeout: 120_000 }, () => {
  const { compilerOptions } = readJson<{ compilerOptions: object }>('tsconfig.base.json');
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...compilerOptions, lib: ['ES2024', 'ESNext.Disposable', 'DOM'], jsx: 'react-jsx' },
    root,
  );
  // As those see it who install a package: what was built, not its sources.
  const { customConditions: _, ...published } = options;
  const settings = { ...published, composite: false, noEmit: true, incremental: false };
  const host = ts.createCompilerHost(settings);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (path) => examples.get(path) ?? readFile(path);
  host.fileExists = (path) => examples.has(path) || fileExists(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = examples.get(path);
    return text === undefined
      ? getSourceFile(path, version, ...rest)
      : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram([...examples.keys()], settings, host);
  const told = ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) =>
      [file?.fileName, ts.flattenDiagnosticMessageText(messageText, '\n')].join(': '),
    );
  expect(told).toEqual([]);
  expect(examples.size).toBeGreaterThan(names.length / 2);
});
