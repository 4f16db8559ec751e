// How far some members are from the viewer, on the viewer's sub-graph.
//
// Neighbour sets: the viewer's friends, and for viewers with at most 90 of them theirs, are
// collected once; the third step is tested from the other end. Above 90 friends the second set
// would be most of the graph, and a two-step test from the other end finds a friend at once. Who is
// invisible is sorted out where a step is found, not before: the second set is large.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $ids: LIST<INTEGER>  at most 500
// column id: INTEGER
// column degree: INTEGER  0 to 3; no row for farther, invisible or unknown
// index: member_id
// cost: friends × mean degree, once; a bounded test an id
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) RETURN a } AS n1
WITH v, blocked, n1, size(n1) <= 90 AS few
CALL (n1, few) {
  UNWIND CASE WHEN few THEN n1 ELSE [] END AS a
  MATCH (a)-[:CONNECTED]-(b)  // without a label, which would be read of each
  RETURN collect(DISTINCT b) AS n2
}
UNWIND $ids AS id
MATCH (b:Member {id: id})
WITH v, blocked, n1, n2, few, id, b, CASE
  WHEN b = v THEN 0
  WHEN b IN n1 THEN 1
  WHEN b:Private OR b IN blocked THEN null
  WHEN few AND b IN n2 THEN 2
  WHEN few AND EXISTS {
    (b)-[:CONNECTED]-(y) WHERE y IN n2 AND NOT y:Private AND NOT y IN blocked
  } THEN 3
  WHEN few THEN null
  WHEN EXISTS { (b)-[:CONNECTED]-(y) WHERE y IN n1 } THEN 2
  WHEN EXISTS {
    (b)-[:CONNECTED]-(y)-[:CONNECTED]-(z)
    WHERE z IN n1 AND NOT y:Private AND NOT y IN blocked
  } THEN 3
END AS degree
WHERE degree IS NOT NULL
RETURN id, degree
LIMIT 500
