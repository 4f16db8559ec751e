// Members who have one skill and not another.
//
// Who has the other is collected once: to look for it at each member walks all that a member has.
// access: read
// returns: many
// visibility: none, because operators only run it
// param $skill: STRING
// param $into: STRING
// param $only: STRING     only what came from this skill; null: all
// param $limit: INTEGER
// column holder: LIST<ANY>  id, level, added_at
// index: skill_id
// allow: CartesianProduct, because both sides are one node, found by key
// cost: the degrees of the two skills
MATCH (s:Skill {id: $skill})
MATCH (t:Skill {id: $into})
WITH s, COLLECT { MATCH (t)<-[:HAS_SKILL]-(x:Member) RETURN x } AS held
MATCH (s)<-[h:HAS_SKILL]-(m:Member)
WHERE ($only IS NULL OR h.was = $only) AND NOT m IN held
RETURN [m.id, h.level, h.added_at] AS holder LIMIT $limit
