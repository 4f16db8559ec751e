// How a viewer has reacted to a post, and how many have; no row where they may not see it.
// access: read
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// param $id: INTEGER
// column kind: STRING  null where they have not
// column count: INTEGER
// index: member_id
// index: post_id
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (p:Post {id: $id})<-[:POSTED]-(a:Member)
WITH *, EXISTS { (a)-[:CONNECTED]-(v) } AS connected
WHERE NOT a IN blocked AND (a = v OR connected OR NOT a:Private)
  AND (p.visibility = 'PUBLIC' OR a = v OR (p.visibility = 'CONNECTIONS' AND connected))
RETURN head(COLLECT { MATCH (v)-[r:REACTED]->(p) RETURN r.kind }) AS kind,
  COUNT { (p)<-[:REACTED]-() } AS count
