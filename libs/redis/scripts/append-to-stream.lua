-- Appends what a relay has examined and moves the stream's position, if it stands where the relay thinks.
--
-- KEYS[1] entries: stream, id `<offset + 1>-0`, field `p` = payload
-- KEYS[2] state: hash of next, earliest, count, moved, marked, and `published:<publisher>` = highest number seen
-- KEYS[3] marks: sorted set of positions by the time at which they stood
-- ARGV[1] expected position, or empty for a stream that must be new
-- ARGV[2] first offset examined
-- ARGV[3] first offset not examined: the new position
-- ARGV[4] retention in ms
-- ARGV[5] ms for which a quiet stream's position is kept
-- ARGV[6] channel of the stream
-- ARGV[7...] four per entry, offsets ascending: id, payload, publisher, publish number (or empty)
-- @returns 0 MISMATCH   {0, position} or {0} when there is none; nothing has changed
-- @returns 1 APPENDED   {1}; the readers were woken
--
-- Atomic: entries, position, highest publish numbers and trimming are one step; nothing can fail between
-- the first write and the last (the caller has checked offsets). The keys share a slot by their hash tag.

-- @include now
-- @include stream-standing

local keys = { entries = KEYS[1], state = KEYS[2], marks = KEYS[3] }
local expected, from, to = ARGV[1], ARGV[2], ARGV[3]
local retention = tonumber(ARGV[4])
local now = now_ms()

local stream = standing(keys, retention, now)
if stream then
  if stream.next ~= expected then
    return { 0, stream.next }
  end
elseif expected ~= '' then
  return { 0 }
end

if not stream or stream.aged then
  -- What is left of a stream that lost a part must not be taken for a part of the new one.
  redis.call('UNLINK', keys.entries, keys.marks)
  if not stream then
    redis.call('UNLINK', keys.state)
    stream = { next = from, earliest = from, moved = 0 }
  end
  stream.count = 0
  stream.marked = 0
end
if tonumber(from) > tonumber(stream.earliest) and from ~= expected then
  stream.earliest = from
end

local highest, raised = {}, {}
local function is_new(publisher, number)
  if number == '' then
    return true
  end
  local field = 'published:' .. publisher
  if not highest[field] then
    highest[field] = tonumber(redis.call('HGET', keys.state, field) or '-1')
  end
  if tonumber(number) <= highest[field] then
    return false
  end
  highest[field] = tonumber(number)
  raised[field] = number
  return true
end

for i = 7, #ARGV, 4 do
  if is_new(ARGV[i + 2], ARGV[i + 3]) then
    redis.call('XADD', keys.entries, ARGV[i], 'p', ARGV[i + 1])
    stream.count = stream.count + 1
  end
end
for field, number in pairs(raised) do
  redis.call('HSET', keys.state, field, number)
end

if to ~= stream.next or stream.moved == 0 then
  stream.moved = now
  if now - stream.marked >= retention / 32 then
    redis.call('ZADD', keys.marks, now, to)
    stream.marked = now
  end
end
redis.call('ZREMRANGEBYSCORE', keys.marks, '-inf', now - retention)
if stream.count > 0 then
  local least = string.format('%.0f-0', tonumber(stream.earliest) + 1)
  stream.count = stream.count - redis.call('XTRIM', keys.entries, 'MINID', least)
end

redis.call(
  'HSET', keys.state,
  'next', to, 'earliest', stream.earliest, 'count', stream.count, 'moved', stream.moved, 'marked', stream.marked
)
redis.call('PEXPIRE', keys.state, ARGV[5])
-- Later than their time, which `moved` and the marks tell exactly: this only frees the memory.
local freed = stream.moved + retention + 60000
redis.call('PEXPIREAT', keys.entries, freed)
redis.call('PEXPIREAT', keys.marks, freed)
redis.call('PUBLISH', ARGV[6], to)
return { 1 }
