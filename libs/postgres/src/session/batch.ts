import pg from 'pg';
import { encodeTextArray } from './text-array.js';

/** A statement of the store's own: prepared once for each session, under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** What a parameter may be; PostgreSQL casts the text to the parameter's type. An array with strings is one of `text[]`. */
export type Parameter = Scalar | readonly Scalar[];
export type Scalar = string | number | null;

/** One statement with its parameters. */
export interface Step {
  readonly statement: Statement;
  readonly parameters?: readonly Parameter[];
}

/** What a step came to: the command tag and the rows, as text. */
export interface StepResult {
  readonly tag: string;
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A parameter as it is sent: text, or bytes in the type's binary form. */
type Encoded = string | Buffer | null;

/** The part of node-postgres' connection that its submittables write to. */
export interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  close(message: { readonly type: 'S'; readonly name: string }): void;
  parse(message: { readonly name: string; readonly text: string; readonly types: [] }): void;
  bind(message: {
    readonly portal: '';
    readonly statement: string;
    readonly values: readonly Encoded[];
    readonly binary: false;
  }): void;
  execute(message: { readonly portal: ''; readonly rows: 0 }): void;
  sync(): void;
}

/**
 * Several prepared statements sent as one message and answered as one: a single round trip, and one
 * wake-up on either side. After a step that fails the server skips the rest, a COMMIT too.
 */
export class Batch extends pg.Query {
  readonly #results: StepResult[] = [];
  #rows: (readonly (string | null)[])[] = [];

  constructor(
    private readonly steps: readonly Step[],
    /** Names that the session knows; those of this batch are added. */
    private readonly prepared: Set<string>,
    private readonly settle: (error: Error | undefined, results: readonly StepResult[]) => void,
  ) {
    // A text alone: node-postgres copies a configuration object property by property.
    super('');
  }

  override readonly submit = (connection: unknown): void => {
    const wire = connection as Wire;
    // Encoded before anything is written: half a batch would never be answered.
    const values = this.steps.map(({ parameters = [] }) => parameters.map(encode));
    wire.stream.cork();
    for (const [i, { statement }] of this.steps.entries()) {
      if (!this.prepared.has(statement.name)) {
        // A batch that failed before may have prepared it or not; closing it is no error either way.
        wire.close({ type: 'S', name: statement.name });
        wire.parse({ ...statement, types: [] });
        this.prepared.add(statement.name);
      }
      writeBound(wire, statement, values[i] ?? []);
    }
    wire.sync();
    wire.stream.uncork();
  };

  // Called by node-postgres as the answers arrive.
  handleRowDescription(): void {}

  handleDataRow(message: { readonly fields: readonly (string | null)[] }): void {
    this.#rows.push(message.fields);
  }

  handleCommandComplete(message: { readonly text: string }): void {
    this.#results.push({ tag: message.text, rows: this.#rows });
    this.#rows = [];
  }

  handleError(error: Error): void {
    for (const { statement } of this.steps) this.prepared.delete(statement.name);
    this.settle(error, this.#results);
  }

  handleReadyForQuery(): void {
    this.settle(undefined, this.#results);
  }
}

/** Runs a step whose statement the session has prepared. */
export function writeStep(wire: Wire, { statement, parameters = [] }: Step): void {
  writeBound(wire, statement, parameters.map(encode));
}

function writeBound(wire: Wire, { name }: Statement, values: readonly Encoded[]): void {
  wire.bind({ portal: '', statement: name, values, binary: false });
  wire.execute({ portal: '', rows: 0 });
}

function encode(parameter: Parameter): Encoded {
  if (parameter === null || typeof parameter === 'string') return parameter;
  if (typeof parameter === 'number') return String(parameter);
  return hasStrings(parameter)
    ? encodeTextArray(parameter.map((element) => (element === null ? null : String(element))))
    : `{${parameter.map((element) => element ?? 'NULL').join(',')}}`;
}

function hasStrings(elements: readonly Scalar[]): boolean {
  return typeof elements.find((element) => element !== null) === 'string';
}
