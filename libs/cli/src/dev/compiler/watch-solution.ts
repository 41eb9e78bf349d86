import { existsSync, watch } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import type TypeScript from 'typescript';
import { SourceCache } from './source-cache.js';

/** What came of a change, once everything that it reaches was built. */
export interface Build {
  /** Errors in all projects, those that stand since an earlier build too. */
  readonly errors: number;
  /** They, as the compiler shows them. */
  readonly text: string;
  /**
   * Folders of projects to run anew: their code or that of a project they refer to has changed since they were last
   * named here, and all of it is sound.
   */
  readonly changed: readonly string[];
}

/** What is watched, for whom. */
export interface SolutionOptions {
  /** The folder of the solution's tsconfig.json. */
  readonly root: string;
  readonly colours: boolean;
  /** Called when a change was seen, before it is built. */
  readonly onChange: () => void;
  readonly onBuild: (build: Build) => void;
}

/** A solution that is being watched. */
export interface WatchedSolution {
  /**
   * Counts these projects as changed, for what is no code: they are named by the build that is to come, or at once
   * when there is none to come.
   */
  touch(folders: readonly string[], isBuildToCome: boolean): void;
  close(): void;
}

/** Files that are written together are one change when they follow this closely. */
const SETTLE_MS = 50;
/** "Found 1 error", "Found 0 errors": what the compiler says when everything is built. */
const SUMMARIES: ReadonlySet<number> = new Set([6193, 6194]);
const SOURCE = /\.[cm]?tsx?$/;
const BUILT = /(^|[\\/])(dist|node_modules)[\\/]/;
const FILE_NOT_FOUND = 6053;
const CODE = /\.[cm]?js$/;
/** How much older the time of a file may be than the clock was when it was written, on the coarsest of kernels, twice. */
const FILE_CLOCK_MS = 20;

/**
 * Builds a solution as `tsc --build` does, and again whenever a file of it changes. Of a project with errors nothing
 * is written: what was built of it before stays.
 */
export function watchSolution(
  ts: typeof TypeScript,
  { root, colours, onChange, onBuild }: SolutionOptions,
): WatchedSolution {
  const projects = new Projects();
  const sources = new SourceCache(ts);
  const reported: TypeScript.Diagnostic[] = [];
  let building: string | undefined;
  let begun = Date.now();
  let isOutdated = false;
  let wasFileGone = false;

  const system: TypeScript.System = {
    ...ts.sys,
    writeFile: (path, text, mark) => {
      const isChanged = CODE.test(path) && ts.sys.readFile(path) !== text;
      if (isChanged && building !== undefined) projects.changed(building);
      ts.sys.writeFile(path, text, mark);
    },
    // The compiler's own pause is for changes on a whole branch.
    setTimeout: (then, ms, ...args: unknown[]) =>
      setTimeout(() => void then(...args), Math.min(ms, SETTLE_MS)) as unknown,
    clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
  };
  // When outputs count as written: a file that is saved while it is built is newer than they, and built again. The
  // compiler asks the system for it, which its types do not say.
  Object.assign(system, { now: () => new Date(begun - FILE_CLOCK_MS) });
  const finish = (): void => {
    const format = colours ? ts.formatDiagnosticsWithColorAndContext : ts.formatDiagnostics;
    const text = format(reported, {
      getCurrentDirectory: () => root,
      getCanonicalFileName: (name) => name,
      getNewLine: () => '\n',
    });
    const files = reported.map(({ file }) => file && resolve(file.fileName));
    onBuild({ errors: reported.length, text, changed: projects.takeSound(files) });
    const isFileGone = reported.some(({ code }) => code === FILE_NOT_FOUND);
    // Files that are deleted may still be looked for by the build that hears of it; looked for once more, they are not.
    if (isOutdated || (isFileGone && !wasFileGone)) anew = setImmediate(buildAnew);
    wasFileGone = isFileGone;
  };
  const host = ts.createSolutionBuilderWithWatchHost(
    system,
    (names, options, compilerHost, ...rest) => {
      const config = options?.['configFilePath'];
      building = typeof config === 'string' ? dirname(resolve(config)) : undefined;
      const cached = compilerHost && sources.over(compilerHost, options ?? {});
      return ts.createEmitAndSemanticDiagnosticsBuilderProgram(names, options, cached, ...rest);
    },
    (diagnostic) => {
      if (diagnostic.category === ts.DiagnosticCategory.Error) reported.push(diagnostic);
    },
    () => undefined,
    ({ code }) => {
      // All errors that stand are reported between the beginning of a build and its summary.
      if (SUMMARIES.has(code)) return finish();
      reported.length = 0;
      begun = Date.now();
      onChange();
    },
  );
  host.getParsedCommandLine = (file) => {
    const parsed = ts.getParsedCommandLineOfConfigFile(
      file,
      { noEmitOnError: true, tscBuild: true },
      { ...system, onUnRecoverableConfigFileDiagnostic: (problem) => void reported.push(problem) },
    );
    const references = parsed?.projectReferences ?? [];
    isOutdated ||= projects.add(
      dirname(resolve(file)),
      references.map((reference) => dirname(ts.resolveProjectReferencePath(reference))),
    );
    return parsed;
  };
  // A builder watches the projects that it began with, whatever their references say later.
  const build = (): { close(): void } => {
    const builder = ts.createSolutionBuilderWithWatch(host, [root], {});
    builder.build();
    return builder as unknown as { close(): void };
  };
  let anew: NodeJS.Immediate | NodeJS.Timeout | undefined;
  const buildAnew = (): void => {
    isOutdated = false;
    builder.close();
    const saved = savedIn(projects.referredTo(root));
    builder = build();
    // It watches from now on: what was saved while it built, it has not seen.
    anew = setTimeout(() => {
      if (saved()) buildAnew();
    }, 2 * SETTLE_MS);
  };
  let builder = build();
  return {
    touch(folders, isBuildToCome) {
      for (const folder of folders) projects.changed(folder);
      if (!isBuildToCome) finish();
    },
    close: () => {
      clearImmediate(anew as NodeJS.Immediate);
      clearTimeout(anew as NodeJS.Timeout);
      builder.close();
    },
  };
}

/** Looks out for code that is saved in these folders; asked once, it tells whether any was. */
function savedIn(folders: readonly string[]): () => boolean {
  let isAny = false;
  const watchers = folders
    .filter((folder) => existsSync(folder))
    .map((folder) =>
      watch(folder, { recursive: true }, (_event, name) => {
        if (name !== null && SOURCE.test(name) && !BUILT.test(name)) isAny = true;
      }),
    );
  return () => {
    for (const watcher of watchers) watcher.close();
    return isAny;
  };
}

/** Which projects refer to which, and what has changed. */
class Projects {
  private readonly references = new Map<string, readonly string[]>();
  private readonly dirty = new Set<string>();

  /** Answers whether it referred to others when it was read before. */
  add(folder: string, references: readonly string[]): boolean {
    const before = this.references.get(folder);
    this.references.set(folder, references);
    return before !== undefined && before.join('\n') !== references.join('\n');
  }

  /** The projects that this one refers to itself. */
  referredTo(folder: string): readonly string[] {
    return this.references.get(resolve(folder)) ?? [];
  }

  /** The code of this project changed, and so did what stands on it. */
  changed(folder: string): void {
    for (const each of [folder, ...this.references.keys()]) {
      if (this.reach(each).has(folder)) this.dirty.add(each);
    }
  }

  /** Projects that changed and have no error in all they stand on; they are not named again. An error without a file is everyone's. */
  takeSound(files: readonly (string | undefined)[]): readonly string[] {
    const broken = new Set(files.map((file) => file && this.projectOf(file)));
    if (broken.has(undefined)) return [];
    const sound = [...this.dirty].filter(
      (folder) => ![...this.reach(folder)].some((each) => broken.has(each)),
    );
    for (const folder of sound) this.dirty.delete(folder);
    return sound;
  }

  /** A project, and all that it refers to, directly or not. */
  private reach(folder: string, seen = new Set<string>()): ReadonlySet<string> {
    if (seen.has(folder)) return seen;
    seen.add(folder);
    for (const next of this.references.get(folder) ?? []) this.reach(next, seen);
    return seen;
  }

  private projectOf(file: string): string | undefined {
    const holding = [...this.references.keys()].filter((folder) => file.startsWith(folder + sep));
    return holding.sort((a, b) => b.length - a.length)[0];
  }
}
