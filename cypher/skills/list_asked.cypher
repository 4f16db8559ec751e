// The skills that jobs ask for, a job a row, the newest ones first.
// access: read
// returns: many
// visibility: none, because jobs and skills are public
// param $before: INTEGER  id
// param $limit: INTEGER
// column job: INTEGER
// column skills: LIST<STRING>
// index: job_id
// cost: $limit × the skills of a job
MATCH (j:Job) WHERE j.id < $before
WITH j ORDER BY j.id DESC LIMIT $limit
RETURN j.id AS job, COLLECT {
  MATCH (j)-[:REQUIRES]->(s:Skill)
  RETURN DISTINCT coalesce(s.into, s.id)
} AS skills
LIMIT $limit
