// A skill is one of the vocabulary from now on.
// access: write
// returns: none
// visibility: none, because operators only run it
// param $skill: STRING
// index: skill_id
MATCH (s:Skill {id: $skill})
SET s.verified = true
