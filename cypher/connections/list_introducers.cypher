// Who stands between the viewer and a member two steps away, least-connected first.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $member: INTEGER
// param $limit: INTEGER
// column cards: LIST<MAP>  the one intermediary
// index: member_id
// cost: the neighbours of the viewer, and a test each
// allow: CartesianProduct, because both sides are one member, found by key
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (t:Member {id: $member})
WHERE t <> v AND NOT t IN blocked AND NOT t:Private
MATCH (v)-[:CONNECTED]-(y:Member)-[:CONNECTED]-(t)
WHERE coalesce(y.introductions, true) AND NOT y IN blocked
WITH y ORDER BY COUNT { (y)-[:CONNECTED]-() }, y.id LIMIT $limit
RETURN [properties(y)] AS cards
