// The cards of those of some members that the viewer may see.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $ids: LIST<INTEGER>  at most 500
// column card: MAP
// index: member_id
// cost: a seek and a check an id
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
UNWIND $ids AS id
MATCH (m:Member {id: id})
WHERE NOT m IN blocked AND (NOT m:Private OR m = v OR EXISTS { (m)-[:CONNECTED]-(v) })
RETURN m {.*, created_at: toString(m.created_at)} AS card
LIMIT 500
