-- Where a stream stands, or nil when it does not exist or has lost a part (evicted or deleted keys):
-- a stream with a hole that nobody is told of would be worse than none. Writes nothing.
--   next      first offset not examined, as text (numbers beyond 2^46 would lose digits as Lua text)
--   earliest  offset from which it is complete, as text; counts what has expired but was not trimmed yet
--   count     entries that its key holds
--   aged      true when everything it held has expired
local function standing(keys, retention, now)
  local held = redis.call('HMGET', keys.state, 'next', 'earliest', 'count', 'moved', 'marked')
  if not held[1] then
    return nil
  end
  local stream = {
    next = held[1],
    earliest = held[2],
    count = tonumber(held[3]),
    moved = tonumber(held[4]),
    marked = tonumber(held[5]),
  }
  if stream.moved + retention <= now then
    -- Quiet for longer than the retention: its entries may be gone by themselves, its position stays.
    stream.aged = true
    stream.earliest = stream.next
    return stream
  end
  if redis.call('XLEN', keys.entries) ~= stream.count then
    return nil
  end
  -- A mark says where the position stood at a time, so everything below an expired mark has expired.
  local mark = redis.call('ZREVRANGEBYSCORE', keys.marks, now - retention, '-inf', 'LIMIT', 0, 1)[1]
  if mark and tonumber(mark) > tonumber(stream.earliest) then
    stream.earliest = mark
  end
  return stream
end
