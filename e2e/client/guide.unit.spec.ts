import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseGraphql } from 'graphql';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '../..');
const SHOP = join(ROOT, 'apps/shop');
const PAGES = ['docs/guides/client.md', 'libs/client/README.md', 'libs/react/README.md'];

interface Block {
  readonly language: string;
  readonly code: string;
}

function blocksOf(page: string): Block[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', code = '']) => ({
    language,
    code,
  }));
}

/** Compiles the code as if it lay in the shop, beside what is generated for it. Answers what the compiler says. */
function complaints(files: ReadonlyMap<string, string>): string[] {
  const path = join(SHOP, 'tsconfig.json');
  const { config } = ts.readConfigFile(path, (name) => ts.sys.readFile(name));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, SHOP);
  const host = ts.createCompilerHost({ ...options, composite: false, noEmit: true });
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.getSourceFile = (name, target, ...rest) => {
    const text = files.get(name);
    return text === undefined
      ? getSourceFile(name, target, ...rest)
      : ts.createSourceFile(name, text, target);
  };
  const program = ts.createProgram(
    [...files.keys()],
    { ...options, composite: false, incremental: false, noEmit: true, skipLibCheck: true },
    host,
  );
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file?.fileName ?? ''}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

describe('the guide to the client', () => {
  it('has code that compiles against what is generated', () => {
    const files = new Map<string, string>();
    for (const page of PAGES) {
      for (const [index, { language, code }] of blocksOf(page).entries()) {
        if (language !== 'ts' && language !== 'tsx') continue;
        const own = /^\/\/ ([\w-]+\.ts)\n/.exec(code)?.[1];
        const name = own ?? `${page.replace(/\W+/g, '-')}-${index}.${language}`;
        files.set(join(SHOP, 'src', name), `${code}\nexport {};\n`);
      }
    }
    expect(files.size).toBeGreaterThan(10);
    expect(complaints(files)).toEqual([]);
    const broken = join(SHOP, 'src/broken.ts');
    const [client = ''] = files.keys();
    const wrong = `import { client } from './client.js'; void client.commands.placeOrder({});`;
    expect(complaints(new Map([...files].slice(0, 1)).set(broken, wrong))[0]).toContain(
      'broken.ts:1',
    );
    expect(client).toContain('client.ts');
  }, 60_000);

  it('shows the section of codegen.yml that the shop has', () => {
    const [yaml] = blocksOf('docs/guides/client.md').filter(({ language }) => language === 'yaml');
    const { generates } = parse(readFileSync(join(ROOT, 'codegen.yml'), 'utf8')) as {
      generates: object;
    };
    expect(generates).toMatchObject(parse(yaml?.code ?? '') as object);
  });

  it('shows fragments that can be read', () => {
    const [fragment] = blocksOf('docs/guides/client.md').filter(
      ({ language }) => language === 'graphql',
    );
    expect(parseGraphql(fragment?.code ?? '').definitions).toHaveLength(1);
  });
});
