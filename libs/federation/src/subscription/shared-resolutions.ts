import type { RunAnswer } from '../engine/answer.js';

/**
 * Answers worked out from payloads, once for all who ask the same of the same payload. Kept as long
 * as anybody holds the payload.
 */
export class SharedResolutions {
  private readonly known = new WeakMap<object, Map<string, Promise<RunAnswer>>>();

  private readonly placed = new WeakMap<RunAnswer, Map<string, RunAnswer>>();

  resolve(payload: object, key: string, make: () => Promise<RunAnswer>): Promise<RunAnswer> {
    let answers = this.known.get(payload);
    if (!answers) this.known.set(payload, (answers = new Map<string, Promise<RunAnswer>>()));
    let answer = answers.get(key);
    if (!answer) answers.set(key, (answer = make()));
    return answer;
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
