import { errors } from '@metamorphosis/contract';

/** What the file system refused is a matter of the caller's, to be told without a stack. */
export function explainedFile(error: unknown): unknown {
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return error;
  const what =
    code === 'ENOENT' && syscall === 'scandir'
      ? `There is no folder ${path ?? ''}. Name the folder of the SDL: --schema <dir>`
      : (error as Error).message;
  return errors.CONFIGURATION_INVALID([what], { cause: error });
}
