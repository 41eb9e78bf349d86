import pg from 'pg';
import { writeStep, type Step, type Wire } from './batch.js';

/** The parts of node-postgres' query that its types leave out. */
interface Usual {
  submit(connection: unknown): Error | null;
  handleCommandComplete(message: unknown, connection: unknown): void;
}

const usual = pg.Query.prototype as unknown as Usual;

/**
 * A statement in front of which others go out that nobody waits for: in the same message, behind
 * the same Sync. They have to be prepared. When one of them fails, the statement rejects with its error.
 */
export class PrefixedQuery extends pg.Query {
  #unanswered: number;

  constructor(
    text: string,
    values: unknown[],
    private readonly prefix: readonly Step[],
  ) {
    super(text, values);
    this.#unanswered = prefix.length;
  }

  override readonly submit = (connection: unknown): Error | null => {
    const wire = connection as Wire;
    wire.stream.cork();
    try {
      for (const step of this.prefix) writeStep(wire, step);
      return usual.submit.call(this, connection);
    } finally {
      wire.stream.uncork();
    }
  };

  handleCommandComplete(message: unknown, connection: unknown): void {
    if (this.#unanswered > 0) this.#unanswered -= 1;
    else usual.handleCommandComplete.call(this, message, connection);
  }
}
