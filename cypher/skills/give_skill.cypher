// Members have a skill, too; who has it already stays as is.
// access: write
// returns: none
// visibility: none, because operators only run it
// param $into: STRING
// param $was: STRING        kept on what is made
// param $holders: LIST<LIST>  id, level, added_at
// index: skill_id
// index: member_id
// allow: CartesianProduct, because both sides are one node, found by key
MATCH (t:Skill {id: $into})
UNWIND $holders AS one
MATCH (m:Member {id: one[0]})
MERGE (m)-[n:HAS_SKILL]->(t)
ON CREATE SET n.level = one[1], n.added_at = one[2], n.was = $was
