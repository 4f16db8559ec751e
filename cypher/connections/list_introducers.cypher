// Whether a member is a connection of the viewer and, where not, who stands between the two,
// least-connected first.
// access: read
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// param $member: INTEGER
// param $limit: INTEGER
// column direct: BOOLEAN
// column cards: LIST<MAP>  the one intermediary of each path of two edges; none of connections
// index: member_id
// cost: the neighbours of both: to look one up among the other's is 5 times what it takes to read it
// allow: CartesianProduct, because both sides are one member, found by key
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (t:Member {id: $member})
WHERE t <> v AND NOT t IN blocked
WITH v, t, blocked, COUNT { (v)-[:CONNECTED]-() } < COUNT { (t)-[:CONNECTED]-() } AS less
WITH t, blocked, CASE WHEN less THEN v ELSE t END AS few, CASE WHEN less THEN t ELSE v END AS many
WITH t, blocked, many, COLLECT { MATCH (few)-[:CONNECTED]-(y) RETURN y } AS near
WITH t, blocked, many, near, many IN near AS direct
WHERE direct OR NOT t:Private
CALL (blocked, many, near, direct) {
  WITH * WHERE NOT direct
  MATCH (many)-[:CONNECTED]-(y)
  WHERE y IN near AND coalesce(y.introductions, true) AND NOT y IN blocked
  WITH y ORDER BY COUNT { (y)-[:CONNECTED]-() }, y.id LIMIT $limit
  RETURN collect(y {.*, created_at: toString(y.created_at)}) AS cards
}
RETURN direct, cards
