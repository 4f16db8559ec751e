// Put events into the outbox, in the transaction of what they tell of.
// access: write
// returns: none
// visibility: none, because processes only see it
// param $events: LIST<MAP>  id, kind, key, payload (JSON)
UNWIND $events AS event
CREATE (e:OutboxEvent {id: event.id, pending: event.id, kind: event.kind, key: event.key,
                       payload: event.payload, created_at: datetime()})
