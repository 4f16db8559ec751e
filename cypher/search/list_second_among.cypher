// Those of some members who are exactly two steps from the viewer.
// access: read
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// param $ids: LIST<INTEGER>  at most 10,000, whom the viewer may see
// column ids: LIST<INTEGER>
// index: member_id
// cost: the viewer's connections once, and of each member those up to the first of the viewer's
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) RETURN a } AS n1
WITH v, n1, blocked, [y IN n1 WHERE NOT y IN blocked] AS between
UNWIND $ids AS id
MATCH (m:Member {id: id})
WHERE m <> v AND NOT m IN n1 AND NOT m IN blocked AND NOT m:Private
  AND EXISTS { (m)-[:CONNECTED]-(y) WHERE y IN between }
RETURN collect(id) AS ids
