// How near the viewer is to each of some members who match a search.
// access: read
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// param $ids: LIST<INTEGER>  at most 100
// column ties: LIST<LIST>  id, whether connected, how many connections of both; only of visible ones
// index: member_id
// cost: the viewer's connections once, and those of each member
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) RETURN a } AS n1
WITH v, blocked, n1, [y IN n1 WHERE NOT y IN blocked] AS between
UNWIND $ids AS id
MATCH (m:Member {id: id})
WHERE NOT m IN blocked AND (NOT m:Private OR m = v OR m IN n1)
RETURN collect([id, m IN n1,
  CASE WHEN m = v THEN 0 ELSE COUNT { (m)-[:CONNECTED]-(y:Member) WHERE y IN between } END
]) AS ties
