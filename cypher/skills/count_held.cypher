// How many skills a member names, and whether a certain one is among them.
// access: read
// returns: one
// visibility: none, because the member was decided on before
// param $member: INTEGER
// param $skill: STRING
// column held: INTEGER
// column there: BOOLEAN
// index: member_id
MATCH (m:Member {id: $member})
RETURN COUNT { (m)-[:HAS_SKILL]->() } AS held,
       EXISTS { (m)-[:HAS_SKILL]->(s:Skill) WHERE $skill IN [s.id, s.into] } AS there
