import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import type { Tarball } from './pack.ts';

/** How those resolve that cannot load an ES module: attw's profile esm-only. */
const LEFT_OUT = ['node10', 'node16-cjs'];

/**
 * What publint (strict) and attw (profile esm-only) find in a package as it would be published, each in
 * one line; empty when it is as it should be.
 */
export async function problemsOf({ path }: Tarball): Promise<readonly string[]> {
  const data = readFileSync(path);
  const tarball = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
  const wrong = analysis.types ? analysis.problems : [{ kind: 'NoTypes' as const }];
  return [
    ...messages.map((message) => `publint: ${formatMessage(message, pkg) ?? message.code}`),
    ...wrong
      .filter(
        (problem) => !('resolutionKind' in problem && LEFT_OUT.includes(problem.resolutionKind)),
      )
      .map((problem) => `attw: ${inShort(problem)}`),
  ];
}

/** A problem without the trace of how it was come upon, which fills a page. */
function inShort(problem: object): string {
  return JSON.stringify(problem, (key, value: unknown) => (key === 'trace' ? undefined : value));
}
