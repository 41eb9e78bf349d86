import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import { CODE, isRefusal, NotSent } from '../errors.js';
import type { AppendCall } from './append-call.js';

/**
 * What a failed attempt means for a batch: `again`, it lies nowhere and is sent again; `unclear`,
 * it may lie in the log; `sequence`, Kafka does not know the sequence that it was sent under;
 * `refused`, no repeat will help.
 */
export type Verdict = 'again' | 'unclear' | 'sequence' | 'refused';

/**
 * What Kafka answers before it appends. Every other answer may come for a batch that lies there: a
 * leader that has appended, and then lost its office while it waited for the replicas, answers
 * NOT_LEADER_OR_FOLLOWER.
 */
const VERDICTS: Readonly<Record<number, Verdict>> = {
  [CODE.NOT_ENOUGH_REPLICAS]: 'again',
  [CODE.UNKNOWN_TOPIC_OR_PARTITION]: 'again',
  [CODE.OUT_OF_ORDER_SEQUENCE_NUMBER]: 'sequence',
  [CODE.UNKNOWN_PRODUCER_ID]: 'sequence',
  [CODE.INVALID_PRODUCER_EPOCH]: 'sequence',
  [CODE.INVALID_PRODUCER_ID_MAPPING]: 'sequence',
  [CODE.MESSAGE_TOO_LARGE]: 'refused',
  [CODE.RECORD_LIST_TOO_LARGE]: 'refused',
  [CODE.INVALID_RECORD]: 'refused',
  [CODE.TOPIC_AUTHORIZATION_FAILED]: 'refused',
  [CODE.CLUSTER_AUTHORIZATION_FAILED]: 'refused',
};

/** Judges the failure of one attempt. */
export function judge(error: unknown): Verdict {
  if (error instanceof NotSent) return 'again';
  if (isMetamorphosisError(error)) return 'refused';
  if (isRefusal(error)) return VERDICTS[error.code] ?? 'unclear';
  return 'unclear';
}

/** The error that the caller of `append` gets. */
export function errorFor(call: AppendCall, cause: unknown, maybeLanded: boolean): Error {
  if (maybeLanded) return errors.ACCEPTANCE_UNKNOWN([call.records[0]?.key ?? ''], { cause });
  if (isMetamorphosisError(cause)) return cause;
  if (isRefusal(cause) && judge(cause) === 'refused') {
    return cause.isAuthorization
      ? errors.UNAUTHORIZED([`appending to ${call.topic}`], { cause })
      : errors.VALIDATION_FAILED([cause.message], { cause });
  }
  return errors.UNAVAILABLE(['The log'], { cause });
}
