// Open jobs that ask for the same skills as one, the most and rarest first; the same title is a sign.
// access: read
// returns: many
// visibility: none, because jobs and skills are public
// param $job: INTEGER
// param $now: DATETIME
// param $skills: INTEGER  the rarest of the job's, at most this many
// param $each: INTEGER    at most this many jobs are looked at, for each skill
// param $pool: INTEGER    scored exactly
// param $limit: INTEGER
// column id: INTEGER
// index: job_id
// cost: $skills × $each; then $pool × the skills of a job
MATCH (j:Job {id: $job})
WITH j, toFloat(COUNT { (:Job) }) AS jobs
MATCH (j)-[:REQUIRES]->(s:Skill)
WITH j, jobs, s, COUNT { (s)<-[:REQUIRES]-() } AS asked
ORDER BY asked, s.id LIMIT $skills
CALL (j, s) {
  MATCH (s)<-[:REQUIRES]-(o:Job)
  WHERE o <> j AND o.status = 'OPEN' AND (o.expires_at IS NULL OR o.expires_at > $now)
  RETURN o LIMIT $each
}
WITH j, jobs, o, sum(log(1.0 + jobs / asked)) AS shared
ORDER BY shared DESC, o.id LIMIT $pool
CALL (o, jobs) {
  MATCH (o)-[:REQUIRES]->(x:Skill)
  RETURN sum(log(1.0 + jobs / COUNT { (x)<-[:REQUIRES]-() })) AS own
}
RETURN o.id AS id
ORDER BY shared / sqrt(own) * CASE WHEN o.title = j.title THEN 1.2 ELSE 1.0 END DESC, id
LIMIT $limit
