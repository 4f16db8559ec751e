// How many members looked at the viewer's profile since a time.
// access: read
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// param $since: DATETIME
// column visitors: INTEGER
// index: member_id
// cost: the views of the profile
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (v)<-[w:VIEWED]-(m:Member)
WHERE w.at >= $since AND m <> v AND NOT m IN blocked
  AND (NOT m:Private OR EXISTS { (m)-[:CONNECTED]-(v) })
  AND NOT coalesce(m.private_browsing, false)
RETURN count(DISTINCT m) AS visitors
