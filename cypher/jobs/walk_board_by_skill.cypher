// Applications to a job of those who have a skill that few have, newest first.
// access: read
// returns: many
// visibility: none, because what they show is read by list_board
// param $job: INTEGER
// param $skill: STRING
// param $status: STRING   null: any
// param $before: INTEGER  an id
// param $limit: INTEGER
// column id: INTEGER
// index: skill_id
// index: skill_into
// index: application_key
// cost: those who have the skill
MATCH (s:Skill)
WHERE s.id = $skill OR s.into = $skill
MATCH (s)<-[:HAS_SKILL]-(m:Member)
WITH DISTINCT m
MATCH (a:Application {key: toString($job) + ':' + toString(m.id)})
WHERE a.id < $before AND ($status IS NULL OR a.status = $status)
RETURN a.id AS id ORDER BY id DESC LIMIT $limit
