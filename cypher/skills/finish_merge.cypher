// A merged skill is no node any more, where nobody and nothing has it.
// access: write
// returns: one
// visibility: none, because operators only run it
// param $skill: STRING
// column left: INTEGER  members, jobs, occupations and endorsements that hold it still
// index: skill_id
MATCH (s:Skill {id: $skill})
SET s.touched = true
REMOVE s.touched
WITH s, COUNT { (s)<-[:HAS_SKILL|REQUIRES|NEEDS|OF_SKILL]-() } AS left
CALL (s, left) {
  WITH s WHERE left = 0
  DETACH DELETE s
}
RETURN left
