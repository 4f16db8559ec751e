// Members who have both of two skills have one of them no longer.
// access: write
// returns: one
// visibility: none, because operators only run it
// param $skill: STRING    the one that goes
// param $into: STRING
// param $only: STRING     only what came from this skill; null: all
// param $limit: INTEGER
// column dropped: LIST<ANY>  ids
// index: skill_id
// allow: CartesianProduct, because both sides are one node, found by key
// cost: the degree of the skill
MATCH (s:Skill {id: $skill})
MATCH (t:Skill {id: $into})
MATCH (s)<-[h:HAS_SKILL]-(m:Member)
WHERE $only IS NULL OR h.was = $only
MATCH (m)-[n:HAS_SKILL]->(t)
WITH h, n, m.id AS id LIMIT $limit
SET n.level = coalesce(n.level, h.level)
DELETE h
RETURN collect(id) AS dropped
