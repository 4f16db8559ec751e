// Members say how well they know a skill.
// access: write
// returns: none
// visibility: none, because operators only run it
// param $into: STRING
// param $holders: LIST<LIST>  id, level
// index: skill_id
// index: member_id
// allow: CartesianProduct, because both sides are one node, found by key
MATCH (t:Skill {id: $into})
UNWIND $holders AS one
MATCH (m:Member {id: one[0]})
MATCH (m)-[n:HAS_SKILL]->(t)
SET n.level = one[1]
