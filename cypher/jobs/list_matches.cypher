// How some jobs fit the viewer: their skills, and who of the viewer's network works there now.
//
// The first degree is the viewer's connections, the second those of theirs. For viewers with at
// most $few connections the employees are collected, and then met, and counted, among the
// connections of connections; above that each employee is asked for a connection of the viewer's.
//
// A skill is [id, name, essential, jobs that require it, whether the viewer has it, whether one of
// the viewer's (or assumed) skills is the same, and whether one is near it]; a referrer is [card,
// degree, connections shared with the viewer]. See jobs/list_recommended.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $ids: LIST<INTEGER>  at most 100
// param $today: DATE
// param $few: INTEGER       up to so many connections the second degree is collected
// param $referrers: INTEGER  of each job at most
// param $assumed: LIST<STRING>  ids of skills that stand in where the viewer names none
// column job: MAP
// column company: MAP
// column jobs: INTEGER       there are, in all
// column skills: LIST<LIST>
// column direct: INTEGER     connections who work there now
// column second: INTEGER     members of the second degree who do
// column referrers: LIST<LIST>  by degree, then shared connections, then id
// column weight: FLOAT       rarities of the viewer's skills that jobs ask for, in all
// column years: FLOAT        since the viewer's first position
// column industry: STRING    the viewer's
// column away: FLOAT         0 here or remote, 0.5 elsewhere in the country, 1 abroad
// index: member_id
// index: job_id
// cost: friends × mean degree once; the employees of each company; the skills of each job.
// cost: 20 jobs at companies of 7,400 in all take 20 ms, 35 where each employee is tested against
// cost: the second degree as a list; for hubs 65
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:HAS_SKILL]->(s:Skill) RETURN s } AS own,
     COLLECT { UNWIND $assumed AS id MATCH (s:Skill {id: id}) RETURN s } AS others,
     COLLECT { MATCH (v)-[w:WORKED_AT]->(:Company) RETURN w.started } AS starts,
     COUNT { (:Job) } AS jobs
WITH *, CASE WHEN size(own) > 0 THEN own ELSE others END AS mine,
     duration.inDays(reduce(first = null, d IN starts |
       CASE WHEN first IS NULL OR d < first THEN d ELSE first END), $today).days / 365.25 AS years
WITH *, COLLECT { UNWIND mine AS s MATCH (s)-[:BROADER|RELATED]-(n:Skill) RETURN DISTINCT n } AS near,
     COLLECT {
       UNWIND mine AS s
       WITH COUNT { (s)<-[:REQUIRES]-() } AS asked WHERE asked > 0
       RETURN log(1.0 + jobs / toFloat(asked))
     } AS rarities
WITH *, COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) WHERE NOT a IN blocked RETURN a } AS n1
WITH *, size(n1) <= $few AS few
CALL (v, blocked, n1, few) {
  UNWIND $ids AS id
  MATCH (j:Job {id: id})<-[:OFFERS]-(c:Company)
  WITH v, blocked, n1, few, c, collect(j) AS offered
  WITH offered, c, COLLECT {
    MATCH (c)<-[w:WORKED_AT]-(m:Member)
    WHERE (w.ended IS NULL OR w.ended >= $today)
      AND (few OR m IN n1 OR (m <> v AND NOT m:Private AND NOT m IN blocked
        AND EXISTS { (m)-[:CONNECTED]-(y) WHERE y IN n1 }))
    RETURN DISTINCT m
  } AS staff
  RETURN collect([c, offered, staff]) AS companies
}
CALL (v, blocked, n1, few, companies) {
  WITH v, blocked, n1, few,
    reduce(all = [], one IN companies | all + one[2]) AS everybody
  UNWIND CASE WHEN few THEN n1 ELSE [] END AS a
  MATCH (a)-[:CONNECTED]-(b) WHERE b IN everybody
  WITH v, blocked, n1, b, count(*) AS shared
  WHERE b <> v AND NOT b IN blocked AND (NOT b:Private OR b IN n1)
  RETURN collect([b, shared]) AS pairs
}
UNWIND companies AS one
WITH v, jobs, own, mine, near, rarities, years, n1, few, pairs, one[0] AS c,
  one[1] AS offered, one[2] AS staff
WITH *, [m IN staff WHERE m IN n1] AS first,
  [p IN pairs WHERE p[0] IN staff] AS known
WITH *, CASE WHEN few THEN [p IN known WHERE NOT p[0] IN n1 | p[0]]
  ELSE [m IN staff WHERE NOT m IN n1] END AS second
WITH *, COLLECT {
  UNWIND first + CASE WHEN size(first) < $referrers THEN second ELSE [] END AS m
  WITH m, CASE WHEN m IN n1 THEN 1 ELSE 2 END AS degree,
    CASE WHEN few THEN coalesce(head([p IN known WHERE p[0] = m | p[1]]), 0)
      ELSE COUNT { (m)-[:CONNECTED]-(y) WHERE y IN n1 } END AS shared
  RETURN [m {.*, created_at: toString(m.created_at)}, degree, shared]
  ORDER BY degree, shared DESC, m.id LIMIT $referrers
} AS referrers
UNWIND offered AS j
RETURN properties(j) AS job, properties(c) AS company, jobs, COLLECT {
    MATCH (j)-[r:REQUIRES]->(s:Skill)
    RETURN [coalesce(s.into, s.id), s.name, r.essential, COUNT { (s)<-[:REQUIRES]-() }, s IN own, s IN mine,
      s IN near]
  } AS skills, size(first) AS direct, size(second) AS second, referrers,
  reduce(all = 0.0, one IN rarities | all + one) AS weight, years, v.industry AS industry, CASE
    WHEN coalesce(j.remote, false) OR coalesce(j.city = v.city AND j.country = v.country, true)
      OR coalesce(point.distance(j.location, v.location) <= 50000, false) THEN 0.0
    WHEN j.country = v.country THEN 0.5 ELSE 1.0 END AS away
LIMIT 100
