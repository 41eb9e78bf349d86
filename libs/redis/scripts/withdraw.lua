-- Gives a name back at once, if this incarnation holds it.
--
-- KEYS[1] who
-- KEYS[2] until (both as in announce)
-- ARGV[1] name
-- ARGV[2] incarnation
-- @returns 0 NOT_HELD    nothing has changed
-- @returns 1 WITHDRAWN
--
-- Atomic: a successor's announcement is never taken away. The keys share a slot by their hash tag.

local holder = redis.call('HGET', KEYS[1], ARGV[1])
if not holder or cjson.decode(holder).incarnation ~= ARGV[2] then
  return 0
end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
return 1
