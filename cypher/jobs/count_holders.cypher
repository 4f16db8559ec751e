// How many members have a skill.
// access: read
// returns: one
// visibility: none, because it only decides how a list is read
// param $skill: STRING
// column members: INTEGER
// index: skill_id
// index: skill_into
MATCH (s:Skill)
WHERE s.id = $skill OR s.into = $skill
RETURN sum(COUNT { (s)<-[:HAS_SKILL]-() }) AS members
