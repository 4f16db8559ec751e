// The connections of one member that the viewer may see, by id.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $member: INTEGER
// param $after: INTEGER  only ids above it; -1 for the first page
// param $limit: INTEGER
// column card: MAP
// index: member_id
// cost: the neighbours of the member
// allow: CartesianProduct, because both sides are one member, found by key
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (m:Member {id: $member})
WHERE NOT m IN blocked
MATCH (m)-[:CONNECTED]-(y:Member)
WHERE y.id > $after AND NOT y IN blocked
  AND (NOT y:Private OR y = v OR m = v OR EXISTS { (y)-[:CONNECTED]-(v) })
RETURN y {.*, created_at: toString(y.created_at)} AS card
ORDER BY y.id LIMIT $limit
