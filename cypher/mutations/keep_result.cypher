// Remember what was answered under an idempotency key, and put events into the outbox with it.
// access: write
// returns: none
// visibility: none, because a key belongs to one member and holds only ids
// param $key: STRING
// param $result: STRING  JSON
// param $events: LIST<MAP>  as append_events has them
// index: idempotency_key
MATCH (i:Idempotency {key: $key})
SET i.result = $result
WITH i
UNWIND $events AS event
CREATE (e:OutboxEvent {id: event.id, pending: event.id, kind: event.kind, key: event.key,
                       payload: event.payload, created_at: datetime()})
