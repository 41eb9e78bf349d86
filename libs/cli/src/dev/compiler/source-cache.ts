import type TypeScript from 'typescript';

/** Options that say where things are, and nothing of how a file is read. */
const PLACES: ReadonlySet<string> = new Set([
  ...['configFile', 'configFilePath', 'outDir', 'rootDir', 'tsBuildInfoFile', 'declarationDir'],
  ...['baseUrl', 'paths', 'pathsBasePath', 'typeRoots'],
]);

interface Known {
  readonly modified: number;
  readonly file: TypeScript.SourceFile | undefined;
}

/**
 * Declarations of libraries, kept parsed and bound from one build to the next. A build of a solution lets go of
 * all that it has read; a project of a few files reads a thousand of them.
 */
export class SourceCache {
  private readonly files = new Map<string, Known>();

  constructor(private readonly ts: Pick<typeof TypeScript, 'sys'>) {}

  /** The same host, which reads a declaration again only when it has changed. */
  over(
    host: TypeScript.CompilerHost,
    options: TypeScript.CompilerOptions,
  ): TypeScript.CompilerHost {
    const reading = Object.entries(options).filter(([name]) => !PLACES.has(name));
    const about = JSON.stringify(reading.sort(([a], [b]) => (a < b ? -1 : 1)));
    return {
      ...host,
      getSourceFile: (name, how, ...rest) => {
        const read = (): TypeScript.SourceFile | undefined =>
          host.getSourceFile(name, how, ...rest);
        if (!/\.d\.[cm]?ts$/.test(name)) return read();
        const modified = this.ts.sys.getModifiedTime?.(name)?.getTime() ?? 0;
        const key = `${name}\n${JSON.stringify(how)}\n${about}`;
        const known = this.files.get(key);
        if (known?.modified === modified) return known.file;
        const file = read();
        this.files.set(key, { modified, file });
        return file;
      },
    };
  }
}
