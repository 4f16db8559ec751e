// How many connections each of some members shares with the viewer, and three of them.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $ids: LIST<INTEGER>  at most 101
// column id: INTEGER
// column count: INTEGER   exact
// column by: LIST<MAP>    up to three, the least-connected first
// index: member_id
// cost: the neighbours of each member, and a test each
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) RETURN a } AS n1
UNWIND $ids AS id
MATCH (m:Member {id: id})
WHERE m <> v AND NOT m IN blocked AND NOT m:Private
WITH id, COLLECT {
  MATCH (m)-[:CONNECTED]-(y) WHERE y IN n1
  RETURN y ORDER BY COUNT { (y)-[:CONNECTED]-() }, y.id
} AS shared
WHERE size(shared) > 0
RETURN id, size(shared) AS count,
       [y IN shared[..3] | y {.*, created_at: toString(y.created_at)}] AS by
LIMIT 101
