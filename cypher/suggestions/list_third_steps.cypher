// Who is around some members two steps away, on the viewer's sub-graph, as nodes.
//
// Those with many connections say next to nothing of each and cost the most: they are left out by
// the count that the store keeps of each node, before a step is taken.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $between: LIST<INTEGER>  nodes of members, some hundred
// param $most: INTEGER           members with more connections than this are left out
// column between: INTEGER
// column around: LIST<INTEGER>
// index: member_id
// cost: up to $most steps from each
// allow: CartesianProduct, because one side is the viewer, found by key
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) RETURN a } AS n1
UNWIND $between AS between
MATCH (b:Member) WHERE id(b) = between AND COUNT { (b)-[:CONNECTED]-() } <= $most
RETURN between, COLLECT {
  MATCH (b)-[:CONNECTED]-(x)
  WHERE NOT x IN blocked AND (NOT x:Private OR x = v OR x IN n1)
  RETURN id(x)
} AS around
LIMIT 1000
