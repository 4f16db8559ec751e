// Members with skills that a job asks for; nobody who works at the company now.
//
// A skill weighs log(1 + jobs / those that require it), times $optional where it is nice to have.
// Members are found from the job's skills, those that the fewest have first, until $expand of them
// are followed; the $pool with the most matched weight are listed. graph.jobs.fit has the score.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $job: INTEGER
// param $today: DATE
// param $optional: FLOAT
// param $expand: INTEGER
// param $pool: INTEGER
// column member: INTEGER
// column weight: FLOAT         rarities of the member's skills that jobs ask for, in all
// column skills: LIST<STRING>  ids of the member's
// index: member_id
// index: job_id
// allow: CartesianProduct, because both sides are one node, found by key
// cost: $expand; then $pool × skills of a member
MATCH (v:Member {id: $viewer})
MATCH (j:Job {id: $job})<-[:OFFERS]-(c:Company)
WITH v, c, toFloat(COUNT { (:Job) }) AS jobs,
     COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT {
       MATCH (j)-[r:REQUIRES]->(s:Skill)
       WITH s, r.essential AS essential, COUNT { (s)<-[:HAS_SKILL]-() } AS held,
         COUNT { (s)<-[:REQUIRES]-() } AS asked
       RETURN [s, held, asked, CASE WHEN essential THEN 1.0 ELSE $optional END]
       ORDER BY held, s.id
     } AS wanted
WITH *, [i IN range(0, size(wanted) - 1)
  WHERE i = 0 OR reduce(all = 0, w IN wanted[..i + 1] | all + w[1]) <= $expand | wanted[i]] AS rare
CALL (v, c, blocked, jobs, rare) {
  UNWIND rare AS w
  WITH v, c, blocked, w[0] AS s, w[3] * log(1.0 + jobs / w[2]) AS weight
  CALL (s) { MATCH (s)<-[:HAS_SKILL]-(m:Member) RETURN m LIMIT $expand }
  WITH v, c, blocked, m, sum(weight) AS matched
  ORDER BY matched DESC, m.id LIMIT 2 * $pool
  WHERE m <> v AND NOT m IN blocked AND (NOT m:Private OR EXISTS { (m)-[:CONNECTED]-(v) })
    AND NOT EXISTS { (m)-[w:WORKED_AT]->(c) WHERE w.ended IS NULL OR w.ended >= $today }
  RETURN m ORDER BY matched DESC, m.id LIMIT $pool
}
CALL (jobs, m) {
  MATCH (m)-[:HAS_SKILL]->(s:Skill)
  WITH jobs, coalesce(s.into, s.id) AS id, COUNT { (s)<-[:REQUIRES]-() } AS asked
  RETURN collect(DISTINCT id) AS skills,
    sum(CASE WHEN asked > 0 THEN log(1.0 + jobs / asked) ELSE 0.0 END) AS weight
}
RETURN m.id AS member, weight, skills
LIMIT $pool
