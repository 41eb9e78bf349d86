import type { Diagnostic } from './diagnostic.js';
import { renderDiagnostics } from './render-diagnostics.js';

/** The SDL has mistakes. The message shows them all; there is no stack worth showing. */
export class SdlError extends Error {
  override readonly name = 'SdlError';

  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(renderDiagnostics(diagnostics));
    this.stack = this.message;
  }
}
