// Members who have two skills, and say how well for the first alone.
// access: read
// returns: many
// visibility: none, because operators only run it
// param $skill: STRING
// param $into: STRING
// param $only: STRING     only what came from this skill; null: all
// param $limit: INTEGER
// column holder: LIST<ANY>  id, level
// index: skill_id
// allow: CartesianProduct, because both sides are one node, found by key
// cost: the degrees of the two skills
MATCH (s:Skill {id: $skill})
MATCH (t:Skill {id: $into})
WITH s, COLLECT {
  MATCH (t)<-[n:HAS_SKILL]-(x:Member) WHERE n.level IS NULL RETURN x
} AS bare
MATCH (s)<-[h:HAS_SKILL]-(m:Member)
WHERE h.level IS NOT NULL AND ($only IS NULL OR h.was = $only) AND m IN bare
RETURN [m.id, h.level] AS holder LIMIT $limit
