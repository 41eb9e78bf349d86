import {
  buildSubgraph,
  composeSubgraphs,
  type Composition,
  type Subgraph,
} from '../compose/compose-subgraphs.js';
import { formatCode } from '../write/format.js';

/** Formats generated code. */
export type Format = typeof formatCode;

/** What one run leaves to the next: a run in watch mode does again only what has changed. */
export class GenerationCache {
  #kept = new Map<string, unknown>();
  #used = new Map<string, unknown>();

  readonly format: Format = (text, language) =>
    this.once(`format ${language}`, [text], () => formatCode(text, language));

  compose(subgraphs: readonly Subgraph[]): Composition {
    return this.once('compose', [subgraphs], () =>
      composeSubgraphs(
        subgraphs.map((one) => this.once('subgraph', [one], () => buildSubgraph(one))),
      ),
    );
  }

  /** Makes something of `from`, which is all that it depends on; what was made of the same before is answered again. */
  once<T>(what: string, from: readonly unknown[], make: () => T): T {
    const key = `${what}\n${JSON.stringify(from)}`;
    const made = this.#used.has(key) ? this.#used : this.#kept;
    const value = made.has(key) ? (made.get(key) as T) : make();
    this.#used.set(key, value);
    return value;
  }

  /** Forgets what the run that ends here had no use for. */
  endRun(): void {
    this.#kept = this.#used;
    this.#used = new Map();
  }
}
