import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { libraries } from './libraries.ts';
import { stage } from './stage.ts';

interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly size: number;
  readonly entryCount: number;
}

/** A package as it would be published. */
export interface Tarball {
  readonly name: string;
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly files: number;
}

/** Packs every library, as it was built, into a folder. Libraries that were not built are no packages: build first. */
export function packLibraries(into: string): readonly Tarball[] {
  mkdirSync(into, { recursive: true });
  const staging = mkdtempSync(join(tmpdir(), 'metamorphosis-packages-'));
  try {
    const folders = libraries().map(({ folder }) => stage(folder, staging));
    const args = ['pack', '--json', '--silent', '--ignore-scripts', '--pack-destination', into];
    const output = execFileSync('npm', [...args, ...folders], {
      cwd: staging,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const packed = Object.values(JSON.parse(output) as Record<string, Packed>);
    return packed.map(({ name, filename, size, entryCount }) => ({
      name,
      path: join(into, filename.replace('@', '').replace('/', '-')),
      size,
      files: entryCount,
    }));
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}
