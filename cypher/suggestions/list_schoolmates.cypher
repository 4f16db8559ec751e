// Members who studied at a school of the viewer, those of the same years first.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $passed: LIST<INTEGER>
// param $each: INTEGER   at most this many studies are looked at, for each school
// param $limit: INTEGER
// column id: INTEGER
// column school: INTEGER
// column name: STRING
// column size: INTEGER     studies there
// column together: BOOLEAN  in the same years, as far as known
// index: member_id
// cost: $each for each school
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) RETURN a } AS n1
MATCH (v)-[one:STUDIED_AT]->(s:School)
WITH v, blocked, n1, one, s ORDER BY s.id LIMIT 10
CALL (v, blocked, n1, one, s) {
  MATCH (s)<-[other:STUDIED_AT]-(m:Member)
  WITH v, blocked, n1, one, other, m LIMIT $each
  WHERE m <> v AND NOT m:Private AND m.profile_visibility = 'PUBLIC'
    AND NOT m IN n1 AND NOT m IN blocked AND NOT m.id IN $passed
  RETURN m,
    coalesce(one.started, date('0001-01-01')) <= coalesce(other.ended, date('9999-12-31'))
    AND coalesce(other.started, date('0001-01-01')) <= coalesce(one.ended, date('9999-12-31'))
    AS together
}
WITH m, s, together, COUNT { (s)<-[:STUDIED_AT]-() } AS size
RETURN m.id AS id, s.id AS school, s.name AS name, size, together
ORDER BY together DESC, size, id LIMIT $limit
