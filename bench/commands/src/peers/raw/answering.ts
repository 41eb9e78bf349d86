import { Redis } from 'ioredis';
import { bareEnvironment } from '../environment.ts';

const OUTCOME_SECONDS = 60;

/** Stores outcomes and tells those who wait: SET and PUBLISH, joined with others of the same turn. */
export function answering(): (id: string, reply: string, outcome: string) => Promise<unknown> {
  const { redisUrl, namespace } = bareEnvironment();
  const redis = new Redis(redisUrl, { enableAutoPipelining: true });
  return (id, reply, outcome) =>
    redis
      .pipeline()
      .set(`${namespace}:outcome:${id}`, outcome, 'EX', OUTCOME_SECONDS)
      .publish(reply, outcome)
      .exec();
}
