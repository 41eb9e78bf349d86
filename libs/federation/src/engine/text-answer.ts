import type { FormattedExecutionResult } from 'graphql';
import type { RunAnswer } from './answer.js';

/** An answer without errors, kept as the JSON text of its data. */
export class TextAnswer implements RunAnswer {
  readonly executed = true;
  readonly errors = [];
  private text: string | undefined;

  constructor(
    private readonly data: string,
    private readonly extensions?: Record<string, unknown>,
  ) {}

  result(): FormattedExecutionResult {
    return JSON.parse(this.body()) as FormattedExecutionResult;
  }

  body(): string {
    // Kept: an answer may go to many.
    return (this.text ??= this.write());
  }

  private write(): string {
    const extensions = this.extensions ? `,"extensions":${JSON.stringify(this.extensions)}` : '';
    return `{"data":${this.data}${extensions}}`;
  }

  withExtensions(extensions: Record<string, unknown>): TextAnswer {
    return new TextAnswer(this.data, extensions);
  }
}
