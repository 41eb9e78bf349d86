export { createRedisBoard } from './redis-board.js';
export type { RedisBoardOptions, RedisCluster, RedisServer } from './options.js';
