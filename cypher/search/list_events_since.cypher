// Events of some kinds since a rebuild of the search index began, to bring it up to date.
// access: read
// returns: one
// visibility: none, because only the index reads them
// param $since: INTEGER  an event id
// param $kinds: LIST<STRING>
// param $limit: INTEGER
// column events: LIST<LIST>  id, kind, payload
// index: outbox_event_id
// cost: the events since
MATCH (e:OutboxEvent) WHERE e.id >= $since
WITH e ORDER BY e.id
WHERE e.kind IN $kinds
WITH e LIMIT $limit
RETURN collect([e.id, e.kind, e.payload]) AS events
