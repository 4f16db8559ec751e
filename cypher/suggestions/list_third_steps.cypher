// Who is around some members two steps away, on the viewer's sub-graph, as nodes.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $between: LIST<INTEGER>  nodes of members, some hundred
// param $most: INTEGER           at most this many around each
// column between: INTEGER
// column around: LIST<INTEGER>
// index: member_id
// cost: up to $most steps from each
// allow: CartesianProduct, because one side is the viewer, found by key
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) RETURN a } AS n1
UNWIND $between AS between
MATCH (b:Member) WHERE id(b) = between
RETURN between, COLLECT {
  MATCH (b)-[:CONNECTED]-(x)
  WHERE NOT x IN blocked AND (NOT x:Private OR x = v OR x IN n1)
  RETURN id(x) LIMIT $most
} AS around
LIMIT 1000
