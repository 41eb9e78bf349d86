-- Stores an update of a command if it outranks what stands, and tells who waits.
--
-- KEYS[1] outcome: `<order>|<update as JSON>`; order = version * 4 + rank, see outranks in the core
-- ARGV[1] order of the update
-- ARGV[2] the update as JSON
-- ARGV[3] retention in ms
-- ARGV[4] channel of the command
-- ARGV[5] reply channel, or empty
-- @returns 0 STALE    what stands is not outranked; the reply channel was told what stands
-- @returns 1 STORED   stored; the command's channel and the reply channel were told
--
-- Atomic: comparison, write and messages are one step. One key, so any slot will do.

local order = tonumber(ARGV[1])
local standing = redis.call('GET', KEYS[1])
if standing then
  local bar = string.find(standing, '|', 1, true)
  local rank = tonumber(string.sub(standing, 1, bar - 1))
  -- keep with outranks (tested against it by the board's contract suite)
  if rank > order or (rank == order and order % 4 == 3) then
    if ARGV[5] ~= '' then
      redis.call('PUBLISH', ARGV[5], string.sub(standing, bar + 1))
    end
    return 0
  end
end

redis.call('SET', KEYS[1], ARGV[1] .. '|' .. ARGV[2], 'PX', ARGV[3])
redis.call('PUBLISH', ARGV[4], ARGV[2])
if ARGV[5] ~= '' then
  redis.call('PUBLISH', ARGV[5], ARGV[2])
end
return 1
