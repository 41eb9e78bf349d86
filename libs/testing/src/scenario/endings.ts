/** An expected end of a command that is no typed result. */
export interface ExpectedEnding {
  readonly ending: 'REJECTED' | 'FAILED' | 'REFUSED';
  readonly code: string | undefined;
  /** Part of the message. */
  readonly message: string | undefined;
}

/** The handler threw `new Rejection(code, ...)`. */
export function rejected(code: string, message?: string): ExpectedEnding {
  return { ending: 'REJECTED', code, message };
}

/** `authorize`, the constraints of the SDL or `validate` refused it: `refused('VALIDATION_FAILED', 'quantity')`. */
export function refused(code: string, message?: string): ExpectedEnding {
  return { ending: 'REFUSED', code, message };
}

/** The handler gave up; `message` is part of what it threw. */
export function failed(message?: string): ExpectedEnding {
  return { ending: 'FAILED', code: undefined, message };
}

/** Tells endings from typed results. */
export function isEnding(value: unknown): value is ExpectedEnding {
  return typeof value === 'object' && value !== null && 'ending' in value && 'code' in value;
}
