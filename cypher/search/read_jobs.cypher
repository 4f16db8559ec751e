// What the search index holds of each job of some ids: a map; when it was posted and when it
// expires, in seconds since 1970 (UTC); the company; skills; the place.
// access: read
// returns: one
// visibility: none, because jobs are shown to everybody
// param $ids: LIST<INTEGER>  at most 1000
// column rows: LIST<LIST>
// index: job_id
// cost: an expand a skill
// timeout: 60 s
UNWIND $ids AS id
MATCH (j:Job {id: id})
RETURN collect([
  j {.id, .title, .description, .city, .country, .remote, .employment_type,
     .experience_level, .salary_min, .salary_max, .currency, .status},
  j.posted_at.epochSeconds, j.expires_at.epochSeconds,
  head(COLLECT { MATCH (c:Company)-[:OFFERS]->(j) RETURN c.name }),
  COLLECT { MATCH (j)-[:REQUIRES]->(s:Skill) RETURN DISTINCT s.name },
  head(COLLECT { MATCH (j)-[:IN]->(p:Place) RETURN [p.id, p.name] })
]) AS rows
