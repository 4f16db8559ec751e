// How some jobs fit the viewer: their skills, and who of the viewer's network works there now.
//
// The first degree is the viewer's connections, the second those of theirs. Who ever worked at the
// companies is collected, and then met, and counted, among the connections of connections.
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
// param $referrers: INTEGER  of each job at most; 0: and the second degree is not looked at
// param $assumed: LIST<STRING>  ids of skills that stand in where the viewer names none
// column job: MAP
// column company: MAP
// column jobs: INTEGER       there are, in all
// column skills: LIST<LIST>
// column direct: INTEGER     connections who work there now
// column second: INTEGER     members of the second degree who do; 0 where it is not looked at
// column referrers: LIST<LIST>  by degree, then shared connections, then id
// column weight: FLOAT       rarities of the viewer's skills that jobs ask for, in all
// column years: FLOAT        since the viewer's first position
// column industry: STRING    the viewer's
// column away: FLOAT         0 here or remote, 0.5 elsewhere in the country, 1 abroad
// column held: LIST<STRING>  ids of the viewer's skills
// column vectors: STRING     the version of the vectors of skills
// index: member_id
// index: skill_vectors_name
// index: job_id
// allow: CartesianProduct, because both sides are one row
// cost: friends × mean degree once; the employees of the companies; the skills of each job.
MATCH (v:Member {id: $viewer})
OPTIONAL MATCH (t:SkillVectors {name: 'skills'})
WITH v, t.version AS vectors, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:HAS_SKILL]->(s:Skill) RETURN s } AS own,
     COLLECT { UNWIND $assumed AS id MATCH (s:Skill {id: id}) RETURN s } AS others,
     COLLECT { MATCH (v)-[w:WORKED_AT]->(:Company) RETURN w.started } AS starts,
     COUNT { (:Job) } AS jobs
WITH *, CASE WHEN size(own) > 0 THEN own ELSE others END AS mine,
     [s IN own | coalesce(s.into, s.id)] AS held,
     duration.inDays(reduce(first = null, d IN starts |
       CASE WHEN first IS NULL OR d < first THEN d ELSE first END), $today).days / 365.25 AS years
WITH *, COLLECT { UNWIND mine AS s MATCH (s)-[:BROADER|RELATED]-(n:Skill) RETURN DISTINCT n } AS near,
     COLLECT {
       UNWIND mine AS s
       WITH COUNT { (s)<-[:REQUIRES]-() } AS asked WHERE asked > 0
       RETURN log(1.0 + jobs / toFloat(asked))
     } AS rarities
WITH *, COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) WHERE NOT a IN blocked RETURN a } AS n1
CALL () {
  UNWIND $ids AS id
  MATCH (j:Job {id: id})<-[:OFFERS]-(c:Company)
  WITH c, collect(j) AS offered
  RETURN collect(c) AS cs, collect([c, offered]) AS companies
}
WITH *, COLLECT {
    UNWIND CASE WHEN $referrers > 0 THEN cs ELSE [] END AS c
    MATCH (c)<-[:WORKED_AT]-(m)
    RETURN m
  } AS staff
CALL (v, blocked, n1, cs, staff) {
  CALL (n1, staff) {
    UNWIND CASE WHEN $referrers > 0 THEN n1 ELSE [] END AS a
    MATCH (a)-[:CONNECTED]-(m) WHERE m IN staff
    RETURN m, count(*) AS met
    UNION ALL
    UNWIND n1 AS m
    RETURN m, 0 AS met
  }
  MATCH (m)-[w:WORKED_AT]->(c) WHERE c IN cs AND (w.ended IS NULL OR w.ended >= $today)
  WITH c, m, max(met) AS shared
  WITH c, m, shared, m IN n1 AS direct
  WHERE direct OR (m <> v AND NOT m IN blocked AND NOT m:Private)
  WITH c, collect(CASE WHEN direct THEN [m, 1, shared] END) AS first,
    collect(CASE WHEN NOT direct THEN [m, 2, shared] END) AS second
  RETURN collect([c, first, second]) AS placed
}
UNWIND companies AS one
WITH *, one[0] AS c, one[1] AS offered, head([p IN placed WHERE p[0] = one[0]]) AS here
WITH *, coalesce(here[1], []) AS first, coalesce(here[2], []) AS second
WITH *, COLLECT {
  UNWIND first + CASE WHEN size(first) < $referrers THEN second ELSE [] END AS p
  WITH p[0] AS m, p[1] AS degree, p[2] AS shared
  ORDER BY degree, shared DESC, m.id LIMIT $referrers
  RETURN [m {.*, created_at: toString(m.created_at)}, degree, shared]
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
    WHEN j.country = v.country THEN 0.5 ELSE 1.0 END AS away, held, vectors
LIMIT 100
