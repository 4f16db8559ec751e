// The viewer no longer has a skill; endorsements of it go with it.
// access: write
// returns: one
// visibility: none, because members write about themselves
// param $viewer: INTEGER
// param $skill: STRING
// column removed: INTEGER
// index: member_id
MATCH (v:Member {id: $viewer})
CALL (v) {
  MATCH (v)<-[:OF_MEMBER]-(e:Endorsement)-[:OF_SKILL]->(s:Skill)
  WHERE $skill IN [s.id, s.into]
  DETACH DELETE e
}
CALL (v) {
  MATCH (v)-[h:HAS_SKILL]->(s:Skill) WHERE $skill IN [s.id, s.into]
  DELETE h
  RETURN count(*) AS removed
}
RETURN removed
