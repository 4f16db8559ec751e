// Members who live in the viewer's city, those of the viewer's industry and the best connected first.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $passed: LIST<INTEGER>
// param $each: INTEGER  at most this many inhabitants are looked at
// param $limit: INTEGER
// column id: INTEGER
// column name: STRING   of the city
// column size: INTEGER  members there
// column same: BOOLEAN  of the viewer's industry
// index: member_id
// cost: $each
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) RETURN a } AS n1
MATCH (v)-[:LIVES_IN]->(p:Place)
CALL (v, blocked, n1, p) {
  MATCH (p)<-[:LIVES_IN]-(m:Member)
  WITH v, blocked, n1, m LIMIT $each
  WHERE m <> v AND NOT m:Private AND m.profile_visibility = 'PUBLIC'
    AND NOT m IN n1 AND NOT m IN blocked AND NOT m.id IN $passed
  RETURN m
}
WITH v, p, m, coalesce(m.industry = v.industry, false) AS same
RETURN m.id AS id, p.name AS name, COUNT { (p)<-[:LIVES_IN]-() } AS size, same
ORDER BY same DESC, COUNT { (m)-[:CONNECTED]-() } DESC, id LIMIT $limit
