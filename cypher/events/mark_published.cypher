// Events that the stream has now.
// access: write
// returns: none
// visibility: none, because processes only see it
// param $ids: LIST<INTEGER>
// index: outbox_event_id
// timeout: 60 s
UNWIND $ids AS id
MATCH (e:OutboxEvent {id: id})
REMOVE e.pending
