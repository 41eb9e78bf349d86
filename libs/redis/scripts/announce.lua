-- Says that something is there, unless another incarnation holds its name.
--
-- KEYS[1] who: hash, name = presence as JSON
-- KEYS[2] until: sorted set of names by the time at which they end, ms since the epoch
-- ARGV[1] name
-- ARGV[2] incarnation
-- ARGV[3] presence as JSON
-- ARGV[4] ttl in ms
-- @returns 0 TAKEN       {0, presence that holds the name}; nothing has changed
-- @returns 1 ANNOUNCED   {1}
--
-- Atomic: of several that ask at once one gets the name. The keys share a slot by their hash tag.

-- @include now

local who, ends = KEYS[1], KEYS[2]
local now = now_ms()

local holder = redis.call('HGET', who, ARGV[1])
if holder then
  local ending = redis.call('ZSCORE', ends, ARGV[1])
  if ending and tonumber(ending) > now and cjson.decode(holder).incarnation ~= ARGV[2] then
    return { 0, holder }
  end
end

for _, name in ipairs(redis.call('ZRANGEBYSCORE', ends, '-inf', now)) do
  redis.call('HDEL', who, name)
end
redis.call('ZREMRANGEBYSCORE', ends, '-inf', now)
redis.call('HSET', who, ARGV[1], ARGV[3])
redis.call('ZADD', ends, now + tonumber(ARGV[4]), ARGV[1])

-- The keys go when the last of their kind has gone.
local last = redis.call('ZREVRANGE', ends, 0, 0, 'WITHSCORES')[2]
redis.call('PEXPIREAT', who, last)
redis.call('PEXPIREAT', ends, last)
return { 1 }
