// Open jobs that ask for skills of the viewer, with the parts of their score (graph.jobs.fit).
//
// Jobs are found from the viewer's skills, rarest first, until $expand requirements are followed;
// of the open ones the $pool with the most matched weight are listed.
//
// A skill is [id, jobs that require it, whether the viewer has it, whether it is near one of theirs
// (broader, narrower, related), listed jobs to which it is essential, listed jobs where it is nice to
// have]: 300 jobs ask for some 1,900 skills, but for few different ones.
// access: read
// returns: one
// visibility: none, because jobs are public, and skills and connections asked with are one's own
// param $viewer: INTEGER
// param $assumed: LIST<STRING>  ids of skills that stand in where the viewer names none
// param $as_of: STRING      ISO 8601; jobs that were open then
// param $today: DATE
// param $optional: FLOAT
// param $expand: INTEGER
// param $pool: INTEGER
// param $place: FLOAT       what the score loses abroad; half of it elsewhere in the country
// param $shortfall: FLOAT   for each of up to five years of experience that are missing
// param $years: MAP         of experience, by level
// param $industry: FLOAT    in another industry
// param $stranger: FLOAT    where no connection works
// param $age: FLOAT         when the job is old
// param $halfway_days: FLOAT
// column listed: LIST<LIST>  jobs as [id, posted in ms since 1970, what is left of the score]
// column jobs: INTEGER  there are, in all
// column weight: FLOAT   rarities of the viewer's skills that jobs ask for, in all
// column skills: LIST<LIST>  that the jobs ask for, each once; see above
// index: member_id
// cost: $expand; then $pool × skills of a job. Typical viewers 20 ms, the best connected 25, among
// cost: 100,000 jobs
MATCH (v:Member {id: $viewer})
WITH v, datetime($as_of) AS as_of, toFloat(COUNT { (:Job) }) AS jobs,
     COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:HAS_SKILL]->(s:Skill) RETURN s } AS own,
     COLLECT { UNWIND $assumed AS id MATCH (s:Skill {id: id}) RETURN s } AS others,
     COLLECT { MATCH (v)-[w:WORKED_AT]->(:Company) RETURN w.started } AS starts
WITH *, CASE WHEN size(own) > 0 THEN own ELSE others END AS mine,
     duration.inDays(reduce(first = null, d IN starts |
       CASE WHEN first IS NULL OR d < first THEN d ELSE first END), $today).days / 365.25 AS years
WITH *, COLLECT {
       UNWIND mine AS s
       WITH s, COUNT { (s)<-[:REQUIRES]-() } AS asked WHERE asked > 0
       RETURN [s, asked] ORDER BY asked, s.id
     } AS known,
     COLLECT { UNWIND mine AS s MATCH (s)-[:BROADER|RELATED]-(n:Skill) RETURN DISTINCT n } AS near,
     COLLECT {
       MATCH (v)-[:CONNECTED]-(a:Member)-[w:WORKED_AT]->(c:Company)
       WHERE NOT a IN blocked AND (w.ended IS NULL OR w.ended >= $today)
       RETURN DISTINCT c
     } AS friendly
WITH *, reduce(all = 0.0, k IN known | all + log(1.0 + jobs / k[1])) AS weight,
  [i IN range(0, size(known) - 1)
  WHERE i = 0 OR reduce(all = 0, k IN known[..i + 1] | all + k[1]) <= $expand | known[i]] AS rare
CALL (v, as_of, jobs, rare) {
  UNWIND rare AS k
  WITH v, as_of, k[0] AS s, log(1.0 + jobs / k[1]) AS rarity
  CALL (s) { MATCH (s)<-[r:REQUIRES]-(j:Job) RETURN j, r.essential AS essential LIMIT $expand }
  WITH as_of, j, sum(CASE WHEN essential THEN rarity ELSE $optional * rarity END) AS matched
  ORDER BY matched DESC, j
  WITH as_of, j, matched
  WHERE j.status = 'OPEN' AND coalesce(j.expires_at > as_of, true)
    AND coalesce(j.posted_at <= as_of, true)
  RETURN j LIMIT $pool
}
MATCH (j)<-[:OFFERS]-(c:Company)
WITH mine, near, weight, jobs, j, [j.id, j.posted_at.epochMillis,
  (1.0 - $place * CASE
    WHEN coalesce(j.remote, false) OR coalesce(j.city = v.city AND j.country = v.country, true)
      OR coalesce(point.distance(j.location, v.location) <= 50000, false) THEN 0.0
    WHEN j.country = v.country THEN 0.5 ELSE 1.0 END)
  * (1.0 - $shortfall * CASE WHEN years IS NULL OR $years[j.experience_level] IS NULL THEN 0.0
    WHEN $years[j.experience_level] - years > 5 THEN 5.0
    WHEN $years[j.experience_level] > years THEN $years[j.experience_level] - years ELSE 0.0 END)
  * (1.0 - CASE WHEN coalesce(c.industry <> v.industry, false) THEN $industry ELSE 0.0 END)
  * (1.0 - CASE WHEN c IN friendly THEN 0.0 ELSE $stranger END)
  * (1.0 - CASE WHEN j.posted_at IS NULL THEN 0.0 ELSE $age * (1.0 - exp(
    -duration.inSeconds(j.posted_at, as_of).seconds / 86400.0 / $halfway_days)) END)] AS about
WITH mine, near, weight, jobs, collect(j) AS pool, collect(about) AS listed
RETURN listed, toInteger(jobs) AS jobs, weight, COLLECT {
  UNWIND pool AS j
  MATCH (j)-[r:REQUIRES]->(s:Skill)
  WITH s, collect(CASE WHEN r.essential THEN j.id END) AS essential,
    collect(CASE WHEN r.essential THEN null ELSE j.id END) AS nice
  RETURN [coalesce(s.into, s.id), COUNT { (s)<-[:REQUIRES]-() }, s IN mine, s IN near, essential, nice]
} AS skills
LIMIT 1
