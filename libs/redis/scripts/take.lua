-- Adds to a count unless it would be above its limit then. The first addition says when the count ends.
--
-- KEYS[1] count
-- ARGV[1] amount, ARGV[2] limit: whole numbers
-- ARGV[3] milliseconds until a new count ends
-- @returns 0 FULL  nothing was added
-- @returns 1 TAKEN
--
-- Atomic: reads and adds in one step, so that no two callers take the same room.

local held = redis.call('GET', KEYS[1])
if tonumber(held or 0) + tonumber(ARGV[1]) > tonumber(ARGV[2]) then
  return 0
end
if held then
  redis.call('INCRBY', KEYS[1], ARGV[1])
else
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
end
return 1
