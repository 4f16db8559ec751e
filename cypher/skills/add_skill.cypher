// The viewer has a skill from now on.
// access: write
// returns: one
// visibility: none, because members write about themselves
// param $viewer: INTEGER
// param $skill: STRING
// param $now: DATETIME
// column created: BOOLEAN
// index: member_id
// index: skill_id
// allow: CartesianProduct, because both sides are one node, found by key
MATCH (v:Member {id: $viewer})
MATCH (s:Skill {id: $skill})
WITH v, s, EXISTS { (v)-[:HAS_SKILL]->(s) } AS there
MERGE (v)-[h:HAS_SKILL]->(s)
ON CREATE SET h.added_at = $now
RETURN NOT there AS created
