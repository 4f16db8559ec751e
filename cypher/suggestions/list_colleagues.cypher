// Members who worked for an employer of the viewer at the same time, the longest together first.
//
// A giant's employees are looked at only in part: $each of the newest a position.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $passed: LIST<INTEGER>
// param $each: INTEGER   at most this many positions are looked at, for each employer
// param $limit: INTEGER
// column id: INTEGER
// column company: INTEGER
// column name: STRING
// column size: INTEGER   positions there
// column began: STRING   a day: when both were there, null where unknown
// column ended: STRING   a day; null: still
// index: member_id
// cost: $each for each employer
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) RETURN a } AS n1
MATCH (v)-[one:WORKED_AT]->(c:Company)
WITH v, blocked, n1, one, c ORDER BY one.ended IS NULL DESC, one.ended DESC, c.id LIMIT 10
CALL (v, blocked, n1, one, c) {
  MATCH (c)<-[other:WORKED_AT]-(m:Member)
  WITH v, blocked, n1, one, other, m LIMIT $each
  WHERE m <> v AND NOT m:Private AND m.profile_visibility = 'PUBLIC'
    AND NOT m IN n1 AND NOT m IN blocked AND NOT m.id IN $passed
    AND coalesce(one.started, date('0001-01-01')) <= coalesce(other.ended, date('9999-12-31'))
    AND coalesce(other.started, date('0001-01-01')) <= coalesce(one.ended, date('9999-12-31'))
  RETURN m,
    CASE WHEN one.started >= other.started THEN one.started
         WHEN one.started < other.started THEN other.started END AS began,
    CASE WHEN one.ended IS NULL THEN other.ended WHEN other.ended IS NULL THEN one.ended
         WHEN one.ended < other.ended THEN one.ended ELSE other.ended END AS ended
}
WITH m, c, began, ended, COUNT { (c)<-[:WORKED_AT]-() } AS size
RETURN m.id AS id, c.id AS company, c.name AS name, size,
       toString(began) AS began, toString(ended) AS ended
ORDER BY size, began, id LIMIT $limit
