// The viewer looked at a profile; once a visitor and day. No row where the profile is invisible.
// access: write
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// param $viewed: INTEGER
// param $day: DATETIME  its first moment
// param $now: DATETIME
// column recorded: BOOLEAN
// index: member_id
// cost: the visitor's views of the profile
// allow: CartesianProduct, because both sides are one node, found by key
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (m:Member {id: $viewed})
WHERE NOT m IN blocked AND (NOT m:Private OR m = v OR EXISTS { (m)-[:CONNECTED]-(v) })
WITH v, m, m <> v AND NOT coalesce(v.private_browsing, false)
  AND NOT EXISTS { MATCH (v)-[w:VIEWED]->(m) WHERE w.at >= $day } AS fresh
CALL (v, m, fresh) {
  WITH v, m, fresh WHERE fresh
  CREATE (v)-[:VIEWED {at: $now}]->(m)
}
RETURN fresh AS recorded
