import { describeEventLog } from '@metamorphosis/core/testing';
import { KafkaBed } from './testing/kafka-bed.js';

describeEventLog('kafka', () => Promise.resolve(new KafkaBed()));
