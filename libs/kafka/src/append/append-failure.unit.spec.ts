import { expect, it } from 'vitest';
import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import { CODE, KafkaRefusal, NotSent } from '../errors.js';
import { AppendCall } from './append-call.js';
import { errorFor, judge } from './append-failure.js';

const refusal = (code: number): KafkaRefusal => new KafkaRefusal(code, 'Appending');

/*
 * A leader that appends, and loses its office before the replicas have the batch, answers
 * NOT_LEADER_OR_FOLLOWER although the batch survives. Taken for "not appended", such a batch was
 * reported as UNAVAILABLE, and the next one, under the same sequence, was acknowledged and dropped
 * as its repeat (seen with three brokers, one of them stopped while 24 writers appended).
 */
it('takes a batch for lost only when Kafka refused it before it appended', () => {
  const certain = [CODE.NOT_ENOUGH_REPLICAS, CODE.UNKNOWN_TOPIC_OR_PARTITION];
  for (let code = -1; code < 120; code += 1) {
    if (certain.includes(code as never))
      expect([code, judge(refusal(code))]).toEqual([code, 'again']);
    else expect([code, judge(refusal(code))]).not.toEqual([code, 'again']);
  }
  expect(judge(refusal(CODE.NOT_LEADER_OR_FOLLOWER))).toBe('unclear');
  expect(judge(refusal(CODE.KAFKA_STORAGE_ERROR))).toBe('unclear');
});

it('takes a request that did not leave for lost, and one without an answer for unclear', () => {
  expect(judge(new NotSent('x'))).toBe('again');
  expect(judge(new Error('Closed connection'))).toBe('unclear');
  expect(judge(errors.TOPIC_UNKNOWN(['t']))).toBe('refused');
});

it('tells the caller what he may do about it', () => {
  const call = new AppendCall('t', [{ key: 'k', value: '', headers: {} }], 0);
  const codeFor = (cause: unknown, maybeLanded: boolean): string => {
    const error = errorFor(call, cause, maybeLanded);
    return isMetamorphosisError(error) ? error.code : String(error);
  };
  expect(codeFor(new NotSent('x'), false)).toBe('UNAVAILABLE');
  expect(codeFor(refusal(CODE.NOT_ENOUGH_REPLICAS), false)).toBe('UNAVAILABLE');
  expect(codeFor(refusal(CODE.NOT_ENOUGH_REPLICAS), true)).toBe('ACCEPTANCE_UNKNOWN');
  expect(codeFor(new Error('Closed connection'), true)).toBe('ACCEPTANCE_UNKNOWN');
  expect(codeFor(refusal(CODE.TOPIC_AUTHORIZATION_FAILED), false)).toBe('UNAUTHORIZED');
  expect(codeFor(refusal(CODE.MESSAGE_TOO_LARGE), false)).toBe('VALIDATION_FAILED');
  expect(codeFor(errors.TOPIC_UNKNOWN(['t']), false)).toBe('TOPIC_UNKNOWN');
  expect(codeFor(errors.TOPIC_UNKNOWN(['t']), true)).toBe('ACCEPTANCE_UNKNOWN');
});
