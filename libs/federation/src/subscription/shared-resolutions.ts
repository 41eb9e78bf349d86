import type { RunAnswer } from '../engine/answer.js';

/**
 * Answers worked out from payloads, once for all who ask the same of the same payload. Kept as long
 * as anybody holds the payload.
 */
export class SharedResolutions {
  private readonly known = new WeakMap<object, Map<string, RunAnswer | Promise<RunAnswer>>>();

  private readonly placed = new WeakMap<RunAnswer, Map<string, RunAnswer>>();

  /** At once where it is known. */
  resolve(
    payload: object,
    key: string,
    make: () => RunAnswer | Promise<RunAnswer>,
  ): RunAnswer | Promise<RunAnswer> {
    let answers = this.known.get(payload);
    if (!answers) this.known.set(payload, (answers = new Map<string, RunAnswer>()));
    const known = answers.get(key);
    if (known) return known;
    const made = make();
    answers.set(key, made);
    if (made instanceof Promise) keepIn(answers, key, made);
    return made;
  }

  /** The answer with the place behind it: written once for all who stand there. */
  at(cursor: string, answer: RunAnswer): RunAnswer {
    let places = this.placed.get(answer);
    if (!places) this.placed.set(answer, (places = new Map<string, RunAnswer>()));
    let placed = places.get(cursor);
    if (!placed) places.set(cursor, (placed = answer.withExtensions({ cursor })));
    return placed;
  }
}

function keepIn(
  answers: Map<string, RunAnswer | Promise<RunAnswer>>,
  key: string,
  made: Promise<RunAnswer>,
): void {
  // Resolutions never reject: what goes wrong is in the answer.
  void made.then((answer) => answers.set(key, answer));
}
