// Forget idempotency keys whose time is over.
// access: write
// returns: one
// visibility: none, because processes only run it
// param $hours: INTEGER
// param $limit: INTEGER
// column deleted: INTEGER
// index: idempotency_created_at
// timeout: 60 s
MATCH (i:Idempotency)
WHERE i.created_at < datetime() - duration({hours: $hours})
WITH i LIMIT $limit
DELETE i
RETURN count(*) AS deleted
