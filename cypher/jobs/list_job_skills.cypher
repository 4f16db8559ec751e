// The skills that a job asks for, essential ones first.
// access: read
// returns: many
// visibility: none, because jobs and skills are public
// param $job: INTEGER
// param $limit: INTEGER
// column id: STRING
// column name: STRING
// index: job_id
MATCH (:Job {id: $job})-[r:REQUIRES]->(s:Skill)
RETURN coalesce(s.into, s.id) AS id, s.name AS name ORDER BY r.essential DESC, name, id LIMIT $limit
