-- Reads a part of a stream, and where it stands. Writes nothing.
--
-- KEYS[1] entries
-- KEYS[2] state
-- KEYS[3] marks (all as in append-to-stream)
-- ARGV[1] first offset wanted
-- ARGV[2] most entries wanted; 0 for the position alone
-- ARGV[3] retention in ms
-- @returns 0 MISSING   {0}; it does not exist, or has lost a part
-- @returns 1 FOUND     {1, position, earliest, entries as XRANGE answers them}
--
-- Atomic: entries, position and earliest belong together. The keys share a slot by their hash tag.

-- @include now
-- @include stream-standing

local keys = { entries = KEYS[1], state = KEYS[2], marks = KEYS[3] }
local stream = standing(keys, tonumber(ARGV[3]), now_ms())
if not stream then
  return { 0 }
end
local entries = {}
if ARGV[2] ~= '0' then
  local first = math.max(tonumber(ARGV[1]), tonumber(stream.earliest)) + 1
  entries = redis.call('XRANGE', keys.entries, string.format('%.0f-0', first), '+', 'COUNT', ARGV[2])
end
return { 1, stream.next, stream.earliest, entries }
