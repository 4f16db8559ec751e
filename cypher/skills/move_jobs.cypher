// Jobs that ask for one skill ask for another, too; who has both already stays as is.
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
MATCH (s)<-[h:REQUIRES]-(j:Job)
WHERE ($only IS NULL OR h.was = $only) AND NOT EXISTS { (j)-[:REQUIRES]->(t) }
WITH t, h, j ORDER BY j.id LIMIT $limit
MERGE (j)-[n:REQUIRES]->(t)
ON CREATE SET n.essential = h.essential, n.was = $was
RETURN count(*) AS moved
