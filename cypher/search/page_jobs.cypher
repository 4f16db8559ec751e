// What the search index holds of each job, in pages by id: a map; when it was posted and when it
// expires, in seconds since 1970 (UTC); the company; skills; the place.
// access: read
// returns: one
// visibility: none, because jobs are shown to everybody
// param $after: INTEGER  only ids above it; -1 for the first page
// param $limit: INTEGER
// column rows: LIST<LIST>  packed into one record, which takes an eighth of the driver's time
// index: job_id
// cost: an expand a skill
// timeout: 60 s
MATCH (j:Job) WHERE j.id > $after
WITH j ORDER BY j.id LIMIT $limit
RETURN collect([
  j {.id, .title, .description, .city, .country, .remote, .employment_type,
     .experience_level, .salary_min, .salary_max, .currency, .status},
  j.posted_at.epochSeconds, j.expires_at.epochSeconds,
  head(COLLECT { MATCH (c:Company)-[:OFFERS]->(j) RETURN c.name }),
  COLLECT { MATCH (j)-[:REQUIRES]->(s:Skill) RETURN DISTINCT s.name },
  head(COLLECT { MATCH (j)-[:IN]->(p:Place) RETURN [p.id, p.name] })
]) AS rows
