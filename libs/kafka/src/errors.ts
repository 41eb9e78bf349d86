import { internals } from './client/kafkajs-internals.js';

/** The error codes of Kafka that this adapter answers in a way of their own. */
export const CODE = {
  NONE: 0,
  OFFSET_OUT_OF_RANGE: 1,
  UNKNOWN_TOPIC_OR_PARTITION: 3,
  LEADER_NOT_AVAILABLE: 5,
  NOT_LEADER_OR_FOLLOWER: 6,
  MESSAGE_TOO_LARGE: 10,
  COORDINATOR_LOAD_IN_PROGRESS: 14,
  COORDINATOR_NOT_AVAILABLE: 15,
  NOT_COORDINATOR: 16,
  RECORD_LIST_TOO_LARGE: 18,
  NOT_ENOUGH_REPLICAS: 19,
  ILLEGAL_GENERATION: 22,
  UNKNOWN_MEMBER_ID: 25,
  REBALANCE_IN_PROGRESS: 27,
  TOPIC_AUTHORIZATION_FAILED: 29,
  GROUP_AUTHORIZATION_FAILED: 30,
  CLUSTER_AUTHORIZATION_FAILED: 31,
  TOPIC_ALREADY_EXISTS: 36,
  NOT_CONTROLLER: 41,
  OUT_OF_ORDER_SEQUENCE_NUMBER: 45,
  INVALID_PRODUCER_EPOCH: 47,
  INVALID_PRODUCER_ID_MAPPING: 49,
  KAFKA_STORAGE_ERROR: 56,
  UNKNOWN_PRODUCER_ID: 59,
  FENCED_LEADER_EPOCH: 74,
  UNKNOWN_LEADER_EPOCH: 75,
  OFFSET_NOT_AVAILABLE: 78,
  MEMBER_ID_REQUIRED: 79,
  PREFERRED_LEADER_NOT_AVAILABLE: 80,
  INVALID_RECORD: 87,
} as const;

const AUTHORIZATION: readonly number[] = [
  CODE.TOPIC_AUTHORIZATION_FAILED,
  CODE.GROUP_AUTHORIZATION_FAILED,
  CODE.CLUSTER_AUTHORIZATION_FAILED,
];

/** Kafka answered, with an error. */
export class KafkaRefusal extends Error {
  override readonly name = 'KafkaRefusal';

  constructor(
    readonly code: number,
    what: string,
  ) {
    super(`${what}: Kafka answered ${nameOf(code)}`);
  }

  /** Whether this client may not do what it asked for. */
  get isAuthorization(): boolean {
    return AUTHORIZATION.includes(this.code);
  }
}

/** The request never left this process: no connection could be had. */
export class NotSent extends Error {
  override readonly name = 'NotSent';
}

function nameOf(code: number): string {
  const known = internals.errorCodes.find((entry) => entry.code === code);
  return known === undefined ? `error ${code}` : `${known.type} (${code})`;
}

/** Throws a KafkaRefusal unless `code` says that all is well. */
export function assertAccepted(code: number, what: string): void {
  if (code !== CODE.NONE) throw new KafkaRefusal(code, what);
}

/** True when the error is Kafka's answer and, if given, one of the codes. */
export function isRefusal(error: unknown, ...codes: readonly number[]): error is KafkaRefusal {
  return error instanceof KafkaRefusal && (codes.length === 0 || codes.includes(error.code));
}

/** The leader or the coordinator is elsewhere, or not yet ready: ask again, elsewhere, soon. */
export const MOVED: readonly number[] = [
  CODE.UNKNOWN_TOPIC_OR_PARTITION,
  CODE.LEADER_NOT_AVAILABLE,
  CODE.NOT_LEADER_OR_FOLLOWER,
  CODE.COORDINATOR_LOAD_IN_PROGRESS,
  CODE.COORDINATOR_NOT_AVAILABLE,
  CODE.NOT_COORDINATOR,
  CODE.NOT_CONTROLLER,
  CODE.KAFKA_STORAGE_ERROR,
  CODE.FENCED_LEADER_EPOCH,
  CODE.UNKNOWN_LEADER_EPOCH,
  CODE.OFFSET_NOT_AVAILABLE,
  CODE.PREFERRED_LEADER_NOT_AVAILABLE,
];
