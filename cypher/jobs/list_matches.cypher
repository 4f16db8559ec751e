// How some jobs fit the viewer: their skills, and who of the viewer's network works there now.
//
// The first degree is the viewer's connections, the second those of theirs; for viewers with at
// most $few connections the second is collected once, above that it is asked of each employee.
//
// A skill is [id, name, essential, jobs that require it, whether the viewer has it]; a referrer is
// [card, degree, connections shared with the viewer].
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $ids: LIST<INTEGER>  at most 100
// param $today: DATE
// param $few: INTEGER       up to so many connections the second degree is collected
// param $referrers: INTEGER  of each job at most
// column job: MAP
// column company: MAP
// column jobs: INTEGER       there are, in all
// column skills: LIST<LIST>
// column direct: INTEGER     connections who work there now
// column second: INTEGER     members of the second degree who do
// column referrers: LIST<LIST>  by degree, then shared connections, then id
// index: member_id
// index: job_id
// cost: friends × mean degree once; the employees of each company; the skills of each job
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:HAS_SKILL]->(s:Skill) RETURN s } AS mine,
     COUNT { (:Job) } AS jobs
WITH *, COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) WHERE NOT a IN blocked RETURN a } AS n1
WITH *, size(n1) <= $few AS few
CALL (v, blocked, n1, few) {
  UNWIND CASE WHEN few THEN n1 ELSE [] END AS a
  MATCH (a)-[:CONNECTED]-(b:Member)
  WITH DISTINCT v, blocked, b
  WHERE b <> v AND NOT b:Private AND NOT b IN blocked
  RETURN collect(b) AS n2
}
UNWIND $ids AS id
MATCH (j:Job {id: id})<-[:OFFERS]-(c:Company)
WITH v, blocked, mine, jobs, n1, n1 + n2 AS near, few, c, collect(j) AS offered
WITH *, COLLECT {
  MATCH (c)<-[w:WORKED_AT]-(m:Member)
  WHERE (w.ended IS NULL OR w.ended >= $today) AND CASE
    WHEN few OR m IN n1 THEN m IN near
    ELSE m <> v AND NOT m:Private AND NOT m IN blocked
      AND EXISTS { (m)-[:CONNECTED]-(y) WHERE y IN n1 } END
  RETURN DISTINCT m
} AS staff
WITH *, [m IN staff WHERE m IN n1] AS first
WITH *, [m IN staff WHERE NOT m IN n1] AS second
WITH *, COLLECT {
  UNWIND first + CASE WHEN size(first) < $referrers THEN second ELSE [] END AS m
  WITH m, CASE WHEN m IN n1 THEN 1 ELSE 2 END AS degree,
       COUNT { (m)-[:CONNECTED]-(y) WHERE y IN n1 } AS shared
  RETURN [properties(m), degree, shared] ORDER BY degree, shared DESC, m.id LIMIT $referrers
} AS referrers
UNWIND offered AS j
RETURN properties(j) AS job, properties(c) AS company, jobs, COLLECT {
    MATCH (j)-[r:REQUIRES]->(s:Skill)
    RETURN [s.id, s.name, r.essential, COUNT { (s)<-[:REQUIRES]-() }, s IN mine]
  } AS skills, size(first) AS direct, size(second) AS second, referrers
LIMIT 100
