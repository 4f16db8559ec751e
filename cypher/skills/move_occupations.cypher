// Occupations that need one skill need another, too; who has both already stays as is.
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
MATCH (s)<-[h:NEEDS]-(o:Occupation)
WHERE ($only IS NULL OR h.was = $only) AND NOT EXISTS { (o)-[:NEEDS]->(t) }
WITH t, h, o ORDER BY o.id LIMIT $limit
MERGE (o)-[n:NEEDS]->(t)
ON CREATE SET n.essential = h.essential, n.was = $was
RETURN count(*) AS moved
