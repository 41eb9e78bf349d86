import type { Terminal } from '@metamorphosis/cli/testing';

/** A terminal that remembers, without colours. */
export class MemoryTerminal implements Terminal {
  readonly isInteractive = false;
  readonly printed: string[] = [];
  readonly notes: string[] = [];

  print(line: string): void {
    this.printed.push(line);
  }

  note(line: string): void {
    this.notes.push(line);
  }

  paint(_style: string, text: string): string {
    return text;
  }
}
