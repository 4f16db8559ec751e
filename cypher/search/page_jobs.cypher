// What the search index holds of each job, in pages by id.
// access: read
// returns: many
// visibility: none, because jobs are shown to everybody
// param $after: INTEGER  only ids above it; -1 for the first page
// param $limit: INTEGER
// column job: MAP
// column posted_at: INTEGER   seconds since 1970, UTC
// column expires_at: INTEGER  the same
// column company: STRING
// column skills: LIST<STRING>
// column place: STRING
// index: job_id
// cost: an expand a skill
// timeout: 60 s
MATCH (j:Job) WHERE j.id > $after
WITH j ORDER BY j.id LIMIT $limit
RETURN j {.id, .title, .description, .city, .country, .remote, .employment_type,
          .experience_level, .salary_min, .salary_max, .currency, .status} AS job,
  j.posted_at.epochSeconds AS posted_at, j.expires_at.epochSeconds AS expires_at,
  head(COLLECT { MATCH (c:Company)-[:OFFERS]->(j) RETURN c.name }) AS company,
  COLLECT { MATCH (j)-[:REQUIRES]->(s:Skill) RETURN s.name } AS skills,
  head(COLLECT { MATCH (j)-[:IN]->(p:Place) RETURN p.name }) AS place
ORDER BY job.id LIMIT $limit
