// Members who follow the viewer.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $passed: LIST<INTEGER>
// param $each: INTEGER  at most this many followers are looked at
// param $limit: INTEGER
// column id: INTEGER
// column back: BOOLEAN  the viewer follows them, too
// index: member_id
// cost: $each
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) RETURN a } AS n1
CALL (v) {
  MATCH (v)<-[:FOLLOWS]-(m:Member)
  RETURN DISTINCT m LIMIT $each
}
WITH v, blocked, n1, m
WHERE m <> v AND NOT m:Private AND NOT m IN n1 AND NOT m IN blocked AND NOT m.id IN $passed
RETURN m.id AS id, EXISTS { (v)-[:FOLLOWS]->(m) } AS back
ORDER BY back DESC, id LIMIT $limit
