// Events that no stream has yet, oldest first.
// access: read
// returns: many
// visibility: none, because processes only see it
// param $limit: INTEGER
// column id: INTEGER
// column kind: STRING
// column key: STRING
// column payload: STRING
// index: outbox_pending
MATCH (e:OutboxEvent)
WHERE e.pending >= 0
RETURN e.id AS id, e.kind AS kind, e.key AS key, e.payload AS payload
ORDER BY e.pending LIMIT $limit
