// Members have a skill no longer.
// access: write
// returns: one
// visibility: none, because operators only run it
// param $skill: STRING
// param $only: STRING     only what came from this skill; null: all
// param $limit: INTEGER
// column dropped: LIST<ANY>  ids
// index: skill_id
// cost: the batch
MATCH (s:Skill {id: $skill})<-[h:HAS_SKILL]-(m:Member)
WHERE $only IS NULL OR h.was = $only
WITH h, m.id AS id LIMIT $limit
DELETE h
RETURN collect(id) AS dropped
