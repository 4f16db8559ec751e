// The cards of a page of search hits, each with the connections that the viewer shares with it.
// access: read
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// param $ids: LIST<INTEGER>  at most 100
// column people: LIST<LIST>  card, number of connections of both, the cards of up to three of them
// index: member_id
// cost: the viewer's connections once, and those of each member
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) RETURN a } AS n1
WITH v, blocked, n1, [y IN n1 WHERE NOT y IN blocked] AS between
UNWIND $ids AS id
MATCH (m:Member {id: id})
WHERE NOT m IN blocked AND (NOT m:Private OR m = v OR m IN n1)
WITH v, m, CASE WHEN m = v THEN [] ELSE COLLECT {
  MATCH (m)-[:CONNECTED]-(y) WHERE y IN between RETURN y ORDER BY y.id
} END AS shared
RETURN collect([
  m {.*, created_at: toString(m.created_at)}, size(shared),
  [y IN shared[..3] | y {.*, created_at: toString(y.created_at)}]
]) AS people
