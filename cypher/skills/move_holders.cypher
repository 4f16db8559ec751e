// Members who have one skill have another, too; who has both already stays as is.
// access: write
// returns: one
// visibility: none, because operators only run it
// param $skill: STRING
// param $into: STRING
// param $only: STRING     only what came from this skill; null: all
// param $was: STRING      kept on what is made
// param $limit: INTEGER
// column moved: INTEGER
// index: skill_id
// allow: CartesianProduct, because both sides are one node, found by key
// cost: the degree of the skill
MATCH (s:Skill {id: $skill})
MATCH (t:Skill {id: $into})
MATCH (s)<-[h:HAS_SKILL]-(m:Member)
WHERE ($only IS NULL OR h.was = $only) AND NOT EXISTS { (m)-[:HAS_SKILL]->(t) }
WITH t, h, m ORDER BY m.id LIMIT $limit
MERGE (m)-[n:HAS_SKILL]->(t)
ON CREATE SET n.level = h.level, n.added_at = h.added_at, n.was = $was
RETURN count(*) AS moved
