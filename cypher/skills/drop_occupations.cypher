// Occupations that need both of two skills need one of them no longer.
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
MATCH (s)<-[h:NEEDS]-(o:Occupation)
WHERE $only IS NULL OR h.was = $only
MATCH (o)-[n:NEEDS]->(t)
WITH h, n, o.id AS id LIMIT $limit
SET n.essential = n.essential OR h.essential
DELETE h
RETURN collect(id) AS dropped
