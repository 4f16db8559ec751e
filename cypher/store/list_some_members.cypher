// Some connected members, to ask the hot questions of: no order, no meaning.
// access: read
// returns: many
// visibility: none, because the ids leave the process nowhere
// param $limit: INTEGER  at most 100
// column id: INTEGER
// index: member_id
// cost: the index in order, up to the limit
MATCH (m:Member)
WHERE m.id >= 0 AND EXISTS { (m)-[:CONNECTED]-() }
RETURN m.id AS id
LIMIT $limit
