import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'vite';

/** How large the client SDK is in a page that uses all of it, in bytes. */
export interface ClientSize {
  readonly minified: number;
  readonly gzipped: number;
  readonly brotli: number;
}

const ROOT = join(import.meta.dirname, '../..');

/** Bundles the client as an application would, with what it depends on. */
export async function clientSize(): Promise<ClientSize> {
  const folder = mkdtempSync(join(tmpdir(), 'client-size-'));
  try {
    const entry = join(folder, 'entry.js');
    const source = join(ROOT, 'libs/client/src/index.ts');
    writeFileSync(
      entry,
      `import { createClient, defineCommand, isClientError } from ${JSON.stringify(source)};
       globalThis.it = { createClient, defineCommand, isClientError };`,
    );
    await build({
      root: ROOT,
      configFile: false,
      logLevel: 'error',
      build: {
        outDir: join(folder, 'out'),
        target: 'es2022',
        rollupOptions: { input: entry, output: { entryFileNames: 'client.js' } },
      },
    });
    const code = readFileSync(join(folder, 'out/client.js'));
    const { length: gzipped } = gzipSync(code, { level: 9 });
    return { minified: code.length, gzipped, brotli: brotliCompressSync(code).length };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
