import { hash } from 'node:crypto';
import { isMetamorphosisError } from '@metamorphosis/contract';
import type { Cache, Logger } from '@metamorphosis/core';
import { publicKey } from '../coalescing/coalescer.js';
import type { Answer, RequestContext, Variables } from '../engine/engine.js';
import type { Freshness } from './operation-freshness.js';
import { FreshAnswer, StoredAnswer } from './stored-answer.js';

/** Which answer is looked for. */
export interface Question {
  /** The same for the same operation of the same supergraph. */
  readonly operation: string;
  readonly variables: Variables;
  readonly context: RequestContext;
  readonly freshness: Freshness;
}

/**
 * Keeps answers for as long as the schema says that they hold: public ones alone, without errors, apart
 * by operation, supergraph, variables and whatever headers subgraphs see. A cache that is away
 * makes nothing fail: everybody asks the subgraphs then.
 */
export class AnswerCache {
  private away = false;

  constructor(
    private readonly cache: Cache,
    private readonly logger: Logger,
    private readonly told: (found: 'hit' | 'miss') => void = () => undefined,
  ) {}

  /** The answer that is kept, or the one that `work` makes. */
  async answer(question: Question, work: () => Promise<Answer>): Promise<Answer> {
    const { freshness } = question;
    if (freshness.scope === 'PRIVATE') return freshOf(await work(), freshness);
    const key = keyOf(question);
    const kept = await this.find(key, freshness);
    this.told(kept ? 'hit' : 'miss');
    if (kept) return kept;
    const answer = await work();
    if (!isSound(answer)) return answer;
    await this.keep(key, answer, freshness);
    return new FreshAnswer(answer, freshness);
  }

  private async find(key: string, freshness: Freshness): Promise<Answer | undefined> {
    const stored = await this.attempt(() => this.cache.get(key));
    return stored === undefined ? undefined : StoredAnswer.read(stored, freshness);
  }

  private async keep(key: string, answer: Answer, { maxAgeMs }: Freshness): Promise<void> {
    await this.attempt(() => this.cache.set(key, StoredAnswer.write(answer), maxAgeMs));
  }

  private async attempt<T>(call: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await call();
      this.away = false;
      return result;
    } catch (error) {
      const expected = isMetamorphosisError(error);
      // Told once until it is back: each request would tell it otherwise.
      if (!this.away || !expected) {
        this.logger.warn({ err: error }, 'Answers cannot be kept; subgraphs are asked');
      }
      this.away = true;
      return undefined;
    }
  }
}

function freshOf(answer: Answer, freshness: Freshness): Answer {
  return isSound(answer) ? new FreshAnswer(answer, freshness) : answer;
}

function isSound({ executed, errors }: Answer): boolean {
  return executed && errors.length === 0;
}

function keyOf({ operation, variables, context }: Question): string {
  const text = `${operation}\n${JSON.stringify(variables)}\n${publicKey(context)}`;
  return `answer:${hash('sha256', text)}`;
}
