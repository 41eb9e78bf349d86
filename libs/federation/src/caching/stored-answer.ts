import type { FormattedExecutionResult } from 'graphql';
import type { Answer } from '../engine/engine.js';
import type { Freshness } from './operation-freshness.js';

/** An answer that was made just now, and holds for a while. */
export class FreshAnswer implements Answer {
  readonly executed = true;
  readonly errors = [];
  readonly caching: NonNullable<Answer['caching']>;

  constructor(
    private readonly answer: Answer,
    freshness: Freshness,
  ) {
    this.caching = { ...freshness, ageMs: 0 };
  }

  body(): string {
    return this.answer.body();
  }

  result(): FormattedExecutionResult {
    return this.answer.result();
  }
}

/** An answer out of a cache, without errors. Stored as `<ms of the epoch>\n<body>`. */
export class StoredAnswer implements Answer {
  readonly executed = true;
  readonly errors = [];
  readonly caching: NonNullable<Answer['caching']>;

  private constructor(
    private readonly text: string,
    freshness: Freshness,
    storedAt: number,
  ) {
    // Another machine's clock may be ahead of this one's.
    const ageMs = Math.min(Math.max(0, Date.now() - storedAt), freshness.maxAgeMs);
    this.caching = { ...freshness, ageMs };
  }

  static write(answer: Answer): string {
    return `${Date.now()}\n${answer.body()}`;
  }

  static read(stored: string, freshness: Freshness): StoredAnswer {
    const end = stored.indexOf('\n');
    return new StoredAnswer(stored.slice(end + 1), freshness, Number(stored.slice(0, end)));
  }

  body(): string {
    return this.text;
  }

  result(): FormattedExecutionResult {
    return JSON.parse(this.text) as FormattedExecutionResult;
  }
}
