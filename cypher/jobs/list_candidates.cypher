// Members whose skills fit a job, best fit first; nobody who works at the company now.
//
// A skill weighs its rarity among members, log(1 + members / those who have it), times $optional
// where it is nice to have. Members are found from the job's skills, rarest first, until $expand of
// them are followed; the $pool with the most matched weight are scored exactly.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $job: INTEGER
// param $today: DATE
// param $optional: FLOAT
// param $breadth: FLOAT  the power of the job's weight against the member's
// param $expand: INTEGER
// param $pool: INTEGER
// param $skip: INTEGER
// param $limit: INTEGER
// column member: MAP
// column fit: FLOAT
// column matched: LIST<STRING>  ids of skills
// index: member_id
// index: job_id
// allow: CartesianProduct, because both sides are one node, found by key
// cost: $expand; then $pool × skills of a member
MATCH (v:Member {id: $viewer})
MATCH (j:Job {id: $job})<-[:OFFERS]-(c:Company)
WITH v, c, toFloat(COUNT { (:Member) }) AS members,
     COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT {
       MATCH (j)-[r:REQUIRES]->(s:Skill)
       WITH s, r.essential AS essential, COUNT { (s)<-[:HAS_SKILL]-() } AS held
       RETURN [s, held, CASE WHEN essential THEN 1.0 ELSE $optional END] ORDER BY held, s.id
     } AS wanted
WITH *, reduce(all = 0.0, w IN wanted |
       all + w[2] * log(1.0 + members / (CASE WHEN w[1] > 0 THEN w[1] ELSE 1 END))) AS full,
     [w IN wanted | w[0]] AS asked,
     [i IN range(0, size(wanted) - 1)
  WHERE i = 0 OR reduce(all = 0, w IN wanted[..i + 1] | all + w[1]) <= $expand | wanted[i]] AS rare
CALL (v, c, blocked, members, rare) {
  UNWIND rare AS w
  WITH v, c, blocked, w[0] AS s, w[2] * log(1.0 + members / w[1]) AS weight
  CALL (s) { MATCH (s)<-[:HAS_SKILL]-(m:Member) RETURN m LIMIT $expand }
  WITH v, c, blocked, m, sum(weight) AS matched
  ORDER BY matched DESC, m.id LIMIT 2 * $pool
  WHERE m <> v AND NOT m IN blocked AND (NOT m:Private OR EXISTS { (m)-[:CONNECTED]-(v) })
    AND NOT EXISTS { (m)-[w:WORKED_AT]->(c) WHERE w.ended IS NULL OR w.ended >= $today }
  RETURN m ORDER BY matched DESC, m.id LIMIT $pool
}
CALL (members, wanted, asked, m) {
  MATCH (m)-[:HAS_SKILL]->(s:Skill)
  WITH wanted, asked, s, log(1.0 + members / COUNT { (s)<-[:HAS_SKILL]-() }) AS weight
  RETURN sum(weight) AS own, sum(CASE WHEN s IN asked THEN weight
    * head([w IN wanted WHERE w[0] = s | w[2]]) ELSE 0.0 END) AS shared,
    collect(CASE WHEN s IN asked THEN coalesce(s.into, s.id) END) AS matched
}
WITH m, matched, round(shared / (full ^ $breadth * own ^ (1.0 - $breadth)), 6) AS fit
RETURN m {.*, created_at: toString(m.created_at)} AS member, fit, matched
ORDER BY fit DESC, m.id SKIP $skip LIMIT $limit
