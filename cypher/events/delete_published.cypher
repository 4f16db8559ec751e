// Forget events that were published long ago.
// access: write
// returns: one
// visibility: none, because processes only see it
// param $before: INTEGER  only ids below it
// param $limit: INTEGER
// column deleted: INTEGER
// index: outbox_event_id
// timeout: 60 s
MATCH (e:OutboxEvent)
WHERE e.id < $before AND e.pending IS NULL
WITH e LIMIT $limit
DELETE e
RETURN count(*) AS deleted
