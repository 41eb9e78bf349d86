import { composeSubgraphs, type Composition, type Subgraph } from '../compose/compose-subgraphs.js';
import { formatCode } from '../write/format.js';

/** Formats generated code. */
export type Format = typeof formatCode;

/** What one run leaves to the next: a run in watch mode does again only what has changed. */
export class GenerationCache {
  #texts = new Map<string, Promise<string>>();
  #used = new Map<string, Promise<string>>();
  #composed: { readonly key: string; readonly composition: Composition } | undefined;

  readonly format: Format = (text, parser) => {
    const key = `${parser}\n${text}`;
    const formatted = this.#used.get(key) ?? this.#texts.get(key) ?? formatCode(text, parser);
    this.#used.set(key, formatted);
    return formatted;
  };

  compose(subgraphs: readonly Subgraph[]): Composition {
    const key = JSON.stringify(subgraphs);
    if (this.#composed?.key !== key) {
      this.#composed = { key, composition: composeSubgraphs(subgraphs) };
    }
    return this.#composed.composition;
  }

  /** Forgets what the run that ends here had no use for. */
  endRun(): void {
    this.#texts = this.#used;
    this.#used = new Map();
  }
}
