// Make published events pending again, because the stream was lost.
// access: write
// returns: one
// visibility: none, because processes only see it
// param $after: INTEGER  only ids above it
// param $limit: INTEGER
// column last: INTEGER  the highest id of this batch; null when there are no more
// index: outbox_event_id
// timeout: 60 s
MATCH (e:OutboxEvent)
WHERE e.id > $after
WITH e ORDER BY e.id LIMIT $limit
SET e.pending = e.id
RETURN max(e.id) AS last
