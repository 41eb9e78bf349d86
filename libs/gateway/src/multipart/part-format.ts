import { errors } from '@metamorphosis/contract';
import type { StreamFormat } from '../streams/stream-format.js';
import {
  answerPart,
  CLOSING,
  failurePart,
  heartbeatPart,
  MULTIPART,
  OPENING,
} from './part-text.js';

/** Apollo's multipart protocol for subscriptions. */
export const PART_FORMAT: StreamFormat = {
  headers: MULTIPART,
  opening: OPENING,
  answer: answerPart,
  heartbeat: heartbeatPart,
  complete: CLOSING,
  goAway: (cursor) => {
    const { message, code } = errors.GOING_AWAY([]);
    const extensions = { code, ...(cursor !== undefined && { cursor }) };
    return failurePart([{ message, extensions }]) + CLOSING;
  },
};
