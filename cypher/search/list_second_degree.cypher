// The ids of members exactly two steps from the viewer, as a condition for the index.
// access: read
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// column ids: LIST<INTEGER>
// index: member_id
// cost: the viewer's connections × mean degree
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) RETURN a } AS n1
WITH v, n1, blocked, COLLECT {
  UNWIND n1 AS a
  WITH a WHERE NOT a IN blocked
  MATCH (a)-[:CONNECTED]-(m)
  RETURN DISTINCT m
} AS reached
RETURN [m IN reached WHERE NOT m:Private AND m <> v AND NOT m IN blocked AND NOT m IN n1 | m.id] AS ids
