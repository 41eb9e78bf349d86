import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

const FLAGS = [
  '--conditions=@metamorphosis/source',
  '--experimental-transform-types',
  '--disable-warning=ExperimentalWarning',
  `--import=${new URL('./source-hooks.mjs', import.meta.url).href}`,
];

/** Starts `lease-owner.ts` and answers once its unit of work is open. Killed when the test ends. */
export async function startLeaseOwner(url: string, schema: string): Promise<ChildProcess> {
  const child = fork(new URL('./lease-owner.ts', import.meta.url), [url, schema], {
    execArgv: FLAGS,
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  });
  const said = await nextWord(child);
  if (said !== 'open') throw new Error(`The other process did not open its unit: ${said}`);
  return child;
}

/** What the process says next. */
export async function nextWord(child: ChildProcess): Promise<string> {
  const ended = once(child, 'exit').then(() => ['it ended']);
  const [word] = (await Promise.race([once(child, 'message'), ended])) as [string];
  return word;
}
