// Who stands between the viewer and a member two steps away, least-connected first.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $member: INTEGER
// param $limit: INTEGER
// column cards: LIST<MAP>  the one intermediary
// index: member_id
// cost: the neighbours of both: to look one up among the other's is 5 times what it takes to read it
// allow: CartesianProduct, because both sides are one member, found by key
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (t:Member {id: $member})
WHERE t <> v AND NOT t IN blocked AND NOT t:Private
WITH v, t, blocked, COUNT { (v)-[:CONNECTED]-() } < COUNT { (t)-[:CONNECTED]-() } AS less
WITH blocked, CASE WHEN less THEN v ELSE t END AS few, CASE WHEN less THEN t ELSE v END AS many
WITH blocked, many, COLLECT { MATCH (few)-[:CONNECTED]-(y) RETURN y } AS near
MATCH (many)-[:CONNECTED]-(y)
WHERE y IN near AND coalesce(y.introductions, true) AND NOT y IN blocked
WITH y ORDER BY COUNT { (y)-[:CONNECTED]-() }, y.id LIMIT $limit
RETURN [y {.*, created_at: toString(y.created_at)}] AS cards
