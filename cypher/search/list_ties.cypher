// How near the viewer is to each of some members who match a search, and how active those are.
// access: read
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// param $ids: LIST<INTEGER>  at most 100
// param $since: DATETIME
// column ties: LIST<LIST>  of visible ones: id, connected, shared connections, employers, posted
// index: member_id
// cost: the viewer's connections once, and those, the positions and posts of each member
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) RETURN a } AS n1,
     COLLECT { MATCH (v)-[:WORKED_AT]->(c:Company) RETURN DISTINCT c } AS employers
WITH v, blocked, n1, employers, [y IN n1 WHERE NOT y IN blocked] AS between
UNWIND $ids AS id
MATCH (m:Member {id: id})
WHERE NOT m IN blocked AND (NOT m:Private OR m = v OR m IN n1)
RETURN collect([id, m IN n1,
  CASE WHEN m = v THEN 0 ELSE COUNT { (m)-[:CONNECTED]-(y) WHERE y IN between } END,
  CASE WHEN employers = [] THEN 0
       ELSE COUNT { MATCH (m)-[:WORKED_AT]->(c:Company) WHERE c IN employers RETURN DISTINCT c } END,
  EXISTS { (m)-[:POSTED]->(p:Post) WHERE p.created_at >= $since AND p.visibility = 'PUBLIC' }
]) AS ties
