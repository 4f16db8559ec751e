// Members who looked at the viewer's profile and whose profile the viewer looked at.
//
// Only where neither browses in private: a visit made unseen stays unseen.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $passed: LIST<INTEGER>
// param $each: INTEGER  at most this many visits are looked at
// param $limit: INTEGER
// column id: INTEGER
// index: member_id
// cost: $each
MATCH (v:Member {id: $viewer})
WHERE NOT coalesce(v.private_browsing, false)
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) RETURN a } AS n1
CALL (v) {
  MATCH (v)-[:VIEWED]->(m:Member)
  RETURN DISTINCT m LIMIT $each
}
WITH v, blocked, n1, m
WHERE m <> v AND NOT m:Private AND NOT m IN n1 AND NOT m IN blocked AND NOT m.id IN $passed
  AND NOT coalesce(m.private_browsing, false) AND EXISTS { (m)-[:VIEWED]->(v) }
RETURN m.id AS id
ORDER BY id LIMIT $limit
