import type { ObjectAnswer } from '../engine/answer.js';

/**
 * Answers worked out from payloads, once for all who ask the same of the same payload. Kept as long
 * as anybody holds the payload.
 */
export class SharedResolutions {
  private readonly known = new WeakMap<object, Map<string, Promise<ObjectAnswer>>>();

  resolve(payload: object, key: string, make: () => Promise<ObjectAnswer>): Promise<ObjectAnswer> {
    let answers = this.known.get(payload);
    if (!answers) this.known.set(payload, (answers = new Map<string, Promise<ObjectAnswer>>()));
    let answer = answers.get(key);
    if (!answer) answers.set(key, (answer = make()));
    return answer;
  }
}
