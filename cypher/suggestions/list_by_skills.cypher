// Members who have skills of the viewer, those with the most and rarest first.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $passed: LIST<INTEGER>
// param $skills: INTEGER  the rarest skills of the viewer, at most this many
// param $each: INTEGER    at most this many members are looked at, for each skill
// param $limit: INTEGER
// column id: INTEGER
// column weight: FLOAT     the sum of 1 / log(2 + members with the skill)
// column near: BOOLEAN     lives in the viewer's city
// column same: BOOLEAN     of the viewer's industry
// column skills: LIST<STRING>  names of those shared, the rarest first
// index: member_id
// cost: $skills × $each
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) RETURN a } AS n1
CALL (v) {
  MATCH (v)-[:HAS_SKILL]->(s:Skill)
  WITH s, COUNT { (s)<-[:HAS_SKILL]-() } AS spread
  ORDER BY spread, s.id LIMIT $skills
  CALL (s) {
    MATCH (s)<-[:HAS_SKILL]-(m)
    RETURN m LIMIT $each
  }
  WITH m, sum(1.0 / log(2.0 + spread)) AS weight, collect(s) AS shared
  ORDER BY weight DESC LIMIT 1000 + size($passed)
  RETURN m, weight, shared
}
WITH v, blocked, n1, m, weight, shared
WHERE m <> v AND NOT m:Private AND m.profile_visibility = 'PUBLIC'
  AND NOT m IN n1 AND NOT m IN blocked AND NOT m.id IN $passed
WITH m, weight, shared, coalesce(m.location = v.location, false) AS near,
     coalesce(m.industry = v.industry, false) AS same
ORDER BY near DESC, same DESC, weight DESC, m.id LIMIT $limit
RETURN m.id AS id, round(weight, 6) AS weight, near, same, [s IN shared | s.name] AS skills
ORDER BY near DESC, same DESC, weight DESC, id
