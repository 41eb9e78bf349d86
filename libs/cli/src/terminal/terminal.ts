import { styleText } from 'node:util';

/** Where a command of gregor writes: results to the one side, remarks to the other. */
export interface Terminal {
  /** Whether a person looks at the results: not a file, not a pipe. */
  readonly isInteractive: boolean;
  /** A line of the result. */
  print(line: string): void;
  /** A remark for people; programs that read the result do not see it. */
  note(line: string): void;
  /** Colours a text, where colours are wanted (NO_COLOR, FORCE_COLOR, no terminal: as Node decides). */
  paint(style: 'bold' | 'dim' | 'green' | 'yellow' | 'red', text: string): string;
}

/** The terminal of this process. Whoever reads the result may go before its end, as `head` does. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  if (stdout.listenerCount('error') === 0) {
    stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return {
    isInteractive: stdout.isTTY,
    print: (line) => void stdout.write(`${line}\n`),
    note: (line) => void stderr.write(`${line}\n`),
    paint: (style, text) => styleText(style, text, { stream: stdout }),
  };
}
