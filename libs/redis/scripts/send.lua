-- Publishes a message.
--
-- KEYS[1] channel
-- ARGV[1] message
--
-- Atomic: one command. In a cluster the node that owns the slot of the channel's name publishes it, always the same one:
-- PUBLISH names no key, so clients send it to any node, and from different nodes messages overtake each other.

redis.call('PUBLISH', KEYS[1], ARGV[1])
