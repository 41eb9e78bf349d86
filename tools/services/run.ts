import { execFile } from 'node:child_process';

interface RunOptions {
  readonly timeoutMs: number;
  readonly cwd?: string | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
}

/**
 * Runs a program to its end and gives what it wrote to standard output.
 *
 * @throws Error with the last lines it wrote, when it fails or takes longer than `timeoutMs`
 */
export function run(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      command,
      args,
      {
        timeout: options.timeoutMs,
        maxBuffer: 64 * 1024 * 1024,
        cwd: options.cwd,
        env: { ...process.env, ...options.environment },
        ...options.user,
      },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout);
        const reason = error.killed ? `took longer than ${options.timeoutMs} ms` : 'failed';
        const tail = `${stdout}\n${stderr}`.trim().split('\n').slice(-8).join('\n');
        reject(new Error(`${command} ${args.join(' ')} ${reason}:\n${tail}`, { cause: error }));
      },
    );
  });
}
