// Members with the skills of some examples, for a recruiter; nobody who works at the company now.
//
// A skill weighs its rarity among members, log(1 + members / those who have it), times the share of
// the examples who have it. Examples are those whose whole profile the viewer sees.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $job: INTEGER
// param $examples: LIST<INTEGER>  at most 10
// param $today: DATE
// param $breadth: FLOAT  the power of the examples' weight against the member's
// param $skills: INTEGER  of the examples, those that most of them have, then rare ones
// param $expand: INTEGER
// param $pool: INTEGER
// param $limit: INTEGER
// column member: MAP
// column fit: FLOAT
// column matched: LIST<STRING>  ids of skills
// column wanted: LIST<LIST>     [id, name] of the skills gone by, the same in each row
// index: member_id
// index: job_id
// allow: CartesianProduct, because both sides are one node, found by key
// cost: $expand; then $pool × skills of a member
MATCH (v:Member {id: $viewer})
MATCH (:Job {id: $job})<-[:OFFERS]-(c:Company)
WITH v, c, toFloat(COUNT { (:Member) }) AS members,
     COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
WITH *, COLLECT {
    UNWIND $examples AS id
    MATCH (e:Member {id: id})
    WHERE NOT e IN blocked AND (EXISTS { (e)-[:CONNECTED]-(v) }
      OR e = v OR NOT e:Private AND e.profile_visibility = 'PUBLIC')
    RETURN DISTINCT e
  } AS examples
WITH *, COLLECT {
    UNWIND examples AS e
    MATCH (e)-[:HAS_SKILL]->(s:Skill)
    WITH s, count(DISTINCT e) / toFloat(size(examples)) AS share
    WITH s, share, COUNT { (s)<-[:HAS_SKILL]-() } AS held
    RETURN [s, held, share * log(1.0 + members / held)]
    ORDER BY share DESC, held, s.id LIMIT $skills
  } AS wanted
WITH *, reduce(all = 0.0, w IN wanted | all + w[2]) AS full, [w IN wanted | w[0]] AS asked
CALL (v, c, blocked, examples, wanted) {
  UNWIND wanted AS w
  WITH v, c, blocked, examples, w[0] AS s, w[2] AS weight
  CALL (s) { MATCH (s)<-[:HAS_SKILL]-(m:Member) RETURN m LIMIT $expand }
  WITH v, c, blocked, examples, m, sum(weight) AS matched
  ORDER BY matched DESC, m.id LIMIT 2 * $pool
  WHERE m <> v AND NOT m IN examples AND NOT m IN blocked
    AND (NOT m:Private OR EXISTS { (m)-[:CONNECTED]-(v) })
    AND NOT EXISTS { (m)-[w:WORKED_AT]->(c) WHERE w.ended IS NULL OR w.ended >= $today }
  RETURN m ORDER BY matched DESC, m.id LIMIT $pool
}
CALL (members, wanted, asked, m) {
  MATCH (m)-[:HAS_SKILL]->(s:Skill)
  WITH wanted, asked, s, log(1.0 + members / COUNT { (s)<-[:HAS_SKILL]-() }) AS weight
  RETURN sum(weight) AS own,
    sum(CASE WHEN s IN asked THEN head([w IN wanted WHERE w[0] = s | w[2]]) ELSE 0.0 END) AS shared,
    collect(CASE WHEN s IN asked THEN coalesce(s.into, s.id) END) AS matched
}
WITH m, matched, wanted, round(shared / (full ^ $breadth * own ^ (1.0 - $breadth)), 6) AS fit
RETURN m {.*, created_at: toString(m.created_at)} AS member, fit, matched,
  [w IN wanted | [coalesce(w[0].into, w[0].id), w[0].name]] AS wanted
ORDER BY fit DESC, m.id LIMIT $limit
