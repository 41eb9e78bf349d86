/** What the doctor found about one thing. */
export interface Finding {
  readonly level: 'ok' | 'warning' | 'error';
  /** What was looked at: `Node`, `the log`. */
  readonly about: string;
  readonly text: string;
  /** What to do; present unless it is ok. */
  readonly remedy?: string;
}

export function ok(about: string, text: string): Finding {
  return { level: 'ok', about, text };
}

export function warning(about: string, text: string, remedy: string): Finding {
  return { level: 'warning', about, text, remedy };
}

export function trouble(about: string, text: string, remedy: string): Finding {
  return { level: 'error', about, text, remedy };
}
