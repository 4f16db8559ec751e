// How many events wait for the relay, and since when the oldest does.
// access: read
// returns: one
// visibility: none, because operators only see it
// column pending: INTEGER
// column oldest: INTEGER  the lowest id that waits; null where none does
// index: outbox_pending
MATCH (e:OutboxEvent)
WHERE e.pending >= 0
RETURN count(*) AS pending, min(e.pending) AS oldest
