// Members connected to both the viewer and another member, by id.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $member: INTEGER
// param $after: INTEGER  only ids above it; -1 for the first page
// param $limit: INTEGER
// column card: MAP
// index: member_id
// cost: the neighbours of both
// allow: CartesianProduct, because both sides are one member, found by key
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (m:Member {id: $member})
WHERE m <> v AND NOT m IN blocked
  AND (NOT m:Private OR EXISTS { (m)-[:CONNECTED]-(v) })
WITH v, m, blocked, COUNT { (v)-[:CONNECTED]-() } < COUNT { (m)-[:CONNECTED]-() } AS less
WITH blocked, CASE WHEN less THEN v ELSE m END AS few, CASE WHEN less THEN m ELSE v END AS many
WITH blocked, many, COLLECT { MATCH (few)-[:CONNECTED]-(y) RETURN y } AS near
MATCH (many)-[:CONNECTED]-(y)
WHERE y IN near AND y.id > $after AND NOT y IN blocked
WITH y ORDER BY y.id LIMIT $limit
RETURN y {.*, created_at: toString(y.created_at)} AS card
