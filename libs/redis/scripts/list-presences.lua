-- Lists who of a kind is there. Writes nothing.
--
-- KEYS[1] who
-- KEYS[2] until (both as in announce)
-- @returns the presences as JSON, by the time at which they end
--
-- Atomic: one moment's picture. The keys share a slot by their hash tag.

-- @include now

local names = redis.call('ZRANGEBYSCORE', KEYS[2], string.format('(%.0f', now_ms()), '+inf')
local presences = {}
for _, name in ipairs(names) do
  local presence = redis.call('HGET', KEYS[1], name)
  if presence then
    presences[#presences + 1] = presence
  end
end
return presences
