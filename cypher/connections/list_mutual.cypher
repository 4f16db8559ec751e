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
// cost: the neighbours of the viewer, and a test each
// allow: CartesianProduct, because both sides are one member, found by key
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (m:Member {id: $member})
WHERE m <> v AND NOT m IN blocked
  AND (NOT m:Private OR EXISTS { (m)-[:CONNECTED]-(v) })
MATCH (v)-[:CONNECTED]-(y:Member)-[:CONNECTED]-(m)
WHERE y.id > $after AND NOT y IN blocked
RETURN properties(y) AS card
ORDER BY y.id LIMIT $limit
