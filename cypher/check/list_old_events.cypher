// Events that have waited for the relay for more than an hour.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// index: outbox_pending
// timeout: 300 s
MATCH (e:OutboxEvent)
WHERE e.pending >= 0 AND e.created_at < datetime() - duration({hours: 1})
RETURN e.kind + ' ' + toString(e.id) AS example
LIMIT 1000
