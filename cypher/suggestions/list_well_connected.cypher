// Well-connected members of the viewer's country or industry, or anywhere where neither is known.
//
// For who has nothing else: of each group $each members are looked at.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $passed: LIST<INTEGER>
// param $each: INTEGER
// param $limit: INTEGER
// column id: INTEGER
// column friends: INTEGER
// column country: BOOLEAN   of the viewer's country
// column industry: BOOLEAN  of the viewer's industry
// index: member_id
// index: member_country
// index: member_industry
// cost: three times $each
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) RETURN a } AS n1
CALL (v) {
  MATCH (m:Member) WHERE m.country = v.country
  RETURN m LIMIT $each
  UNION
  MATCH (m:Member) WHERE m.industry = v.industry
  RETURN m LIMIT $each
  UNION
  MATCH (m:Member) WHERE m.id >= 0 AND v.country IS NULL AND v.industry IS NULL
  RETURN m LIMIT $each
}
WITH v, blocked, n1, m
WHERE m <> v AND NOT m:Private AND NOT m IN n1 AND NOT m IN blocked AND NOT m.id IN $passed
WITH m, COUNT { (m)-[:CONNECTED]-() } AS friends,
     coalesce(m.country = v.country, false) AS country,
     coalesce(m.industry = v.industry, false) AS industry
RETURN m.id AS id, friends, country, industry
ORDER BY friends DESC, id LIMIT $limit
