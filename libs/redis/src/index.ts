export { createRedisBoard } from './redis-board.js';
export type { RedisBoardOptions, RedisCluster, RedisServer } from './options.js';
export { createRedisCache, type RedisCacheOptions } from './redis-cache.js';
