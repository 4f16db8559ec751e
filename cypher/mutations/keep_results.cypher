// Remember what was answered under idempotency keys, and put events into the outbox with it.
// access: write
// returns: none
// visibility: none, because a key belongs to one member and holds only ids
// param $kept: LIST<MAP>    key, result (JSON)
// param $events: LIST<MAP>  as append_events has them
// index: idempotency_key
UNWIND $kept AS kept
MATCH (i:Idempotency {key: kept.key})
SET i.result = kept.result
WITH count(*) AS kept
UNWIND $events AS event
CREATE (e:OutboxEvent {id: event.id, pending: event.id, kind: event.kind, key: event.key,
                       payload: event.payload, created_at: datetime()})
